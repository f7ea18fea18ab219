/* Where there is no memory for an explanation it is lost; the error stays what it is. */
#include "check.h"

#ifdef __GLIBC__
void *__libc_calloc(size_t count, size_t size);
#else
static void *__libc_calloc(size_t count, size_t size)
{
	void *memory = malloc(count * size);

	return memory == NULL ? NULL : memset(memory, 0, count * size);
}
#endif

static int refuse, refused;

/* In place of the system's. */
void *calloc(size_t count, size_t size)
{
	if (refuse) {
		refused++;
		return NULL;
	}
	return __libc_calloc(count, size);
}

int main(void)
{
	struct ox_address address;

	CHECK(ox_explanation()[0] == '\0');
	refuse = 1;
	CHECK_ERR(EINVAL, ox_address_parse(&address, "127.0.0.1:99999"));
	CHECK(refused > 0);
	CHECK(ox_explanation()[0] == '\0');
	refuse = 0;
	CHECK_ERR(EINVAL, ox_address_parse(&address, "127.0.0.1:99999"));
	CHECK(strcmp("port 99999 at 10: above 65535", ox_explanation()) == 0);
	refuse = 1;
	CHECK_ERR(EINVAL, ox_address_parse(&address, "127.0.0.1:70000")); /* there is room now */
	CHECK(strcmp("port 70000 at 10: above 65535", ox_explanation()) == 0);
	return 0;
}
