/* Null pointers are EFAULT, unaligned ones work, and no byte beyond a text is read. */
#include "address_text.h"

#include <sys/mman.h>

int main(void)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct ox_address address = address_of("tcp://[::1]:80");
	char *pages = (char *)mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char room[sizeof address + 1], text[OX_TEXT_MAX], *edge = pages + page;

	CHECK(pages != (char *)MAP_FAILED);
	CHECK_INT(0, munmap(edge, page));

	CHECK_ERR(EFAULT, ox_address_parse(&address, NULL));
	CHECK_ERR(EFAULT, ox_address_parse(NULL, "tcp://[::1]:80"));
	CHECK_ERR(EFAULT, ox_address_text(NULL, text, sizeof text));
	CHECK_ERR(EFAULT, ox_address_text(&address, NULL, OX_TEXT_MAX));
	CHECK_ERR(EFAULT, ox_address_family(NULL));
	CHECK_ERR(EFAULT, ox_address_type(NULL));
	CHECK_ERR(EFAULT, ox_address_port(NULL));
	CHECK_ERR(EFAULT, ox_address_equal(&address, NULL));
	CHECK_ERR(EFAULT, ox_address_equal(NULL, &address));
	CHECK_ERR(EFAULT, ox_address_from_sockaddr(&address, SOCK_STREAM, NULL, 16));
	CHECK_ERR(EFAULT, ox_address_to_sockaddr(&address, (struct sockaddr *)room, NULL));

	/* A string that ends where memory ends. */
	memcpy(edge - 13, "tcp://*:8080", 13);
	CHECK_OK(ox_address_parse(&address, edge - 13));

	CHECK_OK(ox_address_parse((struct ox_address *)(void *)(room + 1), "tcp://[::1]:80"));
	CHECK_INT(80, ox_address_port((struct ox_address *)(void *)(room + 1)));
	return 0;
}
