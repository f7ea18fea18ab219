/* The header has the version with which a program was compiled; ox_version returns that of the
 * library with which it runs. */
#include "check.h"

int main(void)
{
	char text[64];

	snprintf(text, sizeof text, "%d.%d.%d", OX_VERSION_MAJOR, OX_VERSION_MINOR,
		 OX_VERSION_PATCH);
	CHECK(strcmp(text, ox_version()) == 0);
	CHECK(ox_version() == ox_version());
	return 0;
}
