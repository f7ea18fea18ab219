/* A text may be at the end of mapped memory: nothing behind its NUL is read. */
#include "check.h"

#include <sys/mman.h>

static char *end; /* of a page before one that may not be read */

static const char *at_end(const char *text)
{
	size_t size = strlen(text) + 1;

	return (const char *)memcpy(end - size, text, size);
}

int main(void)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct ox_address address;
	char text[OX_TEXT_MAX];
	int64_t value;
	int rule, s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	char *pages = (char *)mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(pages != MAP_FAILED);
	end = pages + page;
	CHECK_INT(0, mprotect(end, page, PROT_NONE));

	CHECK_INT(0, ox_address_parse(&address, at_end("127.0.0.1:1")));
	CHECK_ERR(EINVAL, ox_address_parse(&address, at_end("")));
	CHECK(ox_endpoint_path(at_end("/x"), SOCK_STREAM, text, sizeof text) > 0);
	CHECK(ox_dial(at_end("udp://127.0.0.1:1"), 0) > 0);
	CHECK(ox_dial_start(at_end("udp://127.0.0.1:1")) > 0);
	CHECK_OK(ox_close(CHECK_OK(ox_listen_on(at_end("127.0.0.1:0"), 1))));
	CHECK_INT(1, ox_resolve(at_end("127.0.0.1:1"), &address, 1, 0));
	CHECK_ERR(ENOENT, ox_inherit(at_end("name"), 0));
	CHECK_INT(0, ox_option_set(s, at_end("ip.ttl"), 9));
	CHECK_INT(0, ox_option_get(s, at_end("ip.ttl"), &value));
	CHECK_INT(9, value);
	CHECK_ERR(EINVAL, ox_group_join(s, at_end("127.0.0.1"), NULL, NULL));
	CHECK_ERR(ENODEV, ox_group_join(s, "239.1.2.3", at_end("none"), NULL));
	CHECK_ERR(EINVAL, ox_group_join(s, "239.1.2.3", NULL, at_end("x")));
	CHECK_ERR(EINVAL, ox_group_leave(s, at_end("x"), NULL, NULL));
	rule = CHECK_OK(ox_fault(at_end("socketpair error=EIO")));
	CHECK_INT(0, ox_fault_remove(rule));
	CHECK_ERR(EINVAL, ox_fault(at_end("bind")));
	return 0;
}
