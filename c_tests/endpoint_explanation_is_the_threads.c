/* Each thread has its own explanation, which its next call that takes a text replaces or clears. */
#include "address_text.h"

static void *other_thread(void *unused)
{
	struct ox_address address;

	check_text("", ox_explanation());
	CHECK_ERR(EINVAL, ox_address_parse(&address, "1.1.1.1:other"));
	CHECK(strstr(ox_explanation(), "other") != NULL);
	return unused;
}

int main(void)
{
	struct ox_address address;
	pthread_t thread;
	char text[8];

	check_text("", ox_explanation());
	CHECK_ERR(EINVAL, ox_address_parse(&address, "1.1.1.1:mine"));
	start_thread(&thread, other_thread, NULL);
	pthread_join(thread, NULL);
	CHECK(strstr(ox_explanation(), "mine") != NULL);

	/* A call without a text leaves it alone. */
	CHECK_ERR(EBADF, ox_recv(-1, text, sizeof text, 0));
	CHECK(strstr(ox_explanation(), "mine") != NULL);

	CHECK_OK(ox_address_parse(&address, "1.1.1.1:80"));
	check_text("", ox_explanation());

	CHECK_ERR(EINVAL, ox_address_parse(&address, "1.1.1.1:mine"));
	CHECK_ERR(EFAULT, ox_address_parse(&address, NULL));
	check_text("", ox_explanation());
	return 0;
}
