/* An endpoint that cannot be dialled gives an error, which ox_explanation explains until the next
   call. */
#include "check.h"

static void reject(const char *endpoint)
{
	CHECK_ERR(EINVAL, ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(EINVAL, errno);
	CHECK(ox_explanation()[0] != '\0');
}

int main(void)
{
	reject("");
	reject("127.0.0.1");
	reject("127.0.0.1:99999");
	reject("gopher://127.0.0.1:70");
	reject("*:80");                    /* for listeners */
	reject("unix:/tmp/x.sock?mode=0600"); /* for listeners */
	reject("unix:");
	CHECK_ERR(EFAULT, ox_dial(NULL, OX_FOREVER));
	CHECK_OK(ox_dial("udp://127.0.0.1:9", OX_FOREVER));
	CHECK(ox_explanation()[0] == '\0');
	return 0;
}
