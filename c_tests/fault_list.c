/* Rules can be listed, as text in one form, counted, and taken back one by one or all. */
#include "check.h"

int main(void)
{
	char text[OX_TEXT_MAX];
	int first = CHECK_OK(ox_fault("  recv   nth=2 short=1 on=any ")), second, third;

	second = CHECK_OK(ox_fault("any on=127.0.0.1:80 delay=1500us chance=0.50"));
	third = CHECK_OK(ox_fault("poll error=EINTR always"));
	CHECK(first < second && second < third);
	CHECK_INT(first, ox_fault_at(0));
	CHECK_INT(second, ox_fault_at(1));
	CHECK_INT(third, ox_fault_at(2));
	CHECK_INT(0, ox_fault_at(3));
	CHECK_INT(0, ox_fault_at(-1));

	CHECK_INT(18, ox_fault_text(first, text, sizeof text));
	CHECK(strcmp(text, "recv short=1 nth=2") == 0);
	CHECK_ERR(ENOSPC, ox_fault_text(first, text, 18));
	CHECK_INT(0, text[0]);
	CHECK_OK(ox_fault_text(second, text, sizeof text));
	CHECK(strcmp(text, "any on=tcp://127.0.0.1:80 delay=1500us chance=0.5 seed=0") == 0);
	CHECK_OK(ox_fault_text(third, text, sizeof text));
	CHECK(strcmp(text, "poll interrupt") == 0);

	CHECK_OK(ox_fault_remove(second));
	CHECK_ERR(ENOENT, ox_fault_remove(second));
	CHECK_ERR(ENOENT, ox_fault_count(second));
	CHECK_ERR(ENOENT, ox_fault_text(second, text, sizeof text));
	CHECK_INT(third, ox_fault_at(1));
	CHECK_OK(ox_fault_remove(0));
	CHECK_INT(0, ox_fault_at(0));
	CHECK_OK(ox_fault_remove(0));
	CHECK(CHECK_OK(ox_fault("any interrupt")) > third); /* numbers do not return */
	return 0;
}
