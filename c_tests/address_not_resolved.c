/* Reading an address resolves nothing: a name in it is an error. */
#include "address_text.h"

static void check_refused(const char *text, const char *explanation)
{
	struct ox_address address;

	CHECK_ERR(EINVAL, ox_address_parse(&address, text));
	check_text(explanation, ox_explanation());
}

int main(void)
{
	check_refused("tcp://localhost:80",
		      "host localhost at 6: a name, which would have to be resolved");
	check_refused("localhost:http",
		      "host localhost at 0: a name, which would have to be resolved");
	check_refused("tcp://127.0.0.1:http",
		      "port http at 16: a name, which would have to be looked up");
	check_refused("unix:/run/x.sock?mode=0600",
		      "parameter mode=0600 at 17: an address has no permission bits");
	return 0;
}
