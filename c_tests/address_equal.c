/*
 * Addresses are equal when they are of the same type at the same place, however they were
 * written. Their bytes are then the same too, so they can be copied, compared and hashed as such.
 */
#include "address_text.h"

static void check_equal(int expected, const char *one, const char *other)
{
	struct ox_address a = address_of(one), b = address_of(other);

	CHECK_INT(expected, ox_address_equal(&a, &b));
	CHECK_INT(expected, ox_address_equal(&b, &a));
	CHECK_INT(expected, memcmp(&a, &b, sizeof a) == 0);
}

int main(void)
{
	struct ox_address address = address_of("tcp://[::1]:80");
	char bytes[144];

	check_equal(1, "tcp://[::1]:80", "[0:0:0:0:0:0:0:1]:080");
	check_equal(1, "unix:@x", "unix:%00x");
	check_equal(0, "tcp://192.0.2.1:80", "udp://192.0.2.1:80");
	check_equal(0, "tcp://192.0.2.1:80", "tcp://192.0.2.1:81");
	check_equal(0, "tcp://192.0.2.1:80", "tcp://192.0.2.2:80");
	check_equal(0, "tcp://192.0.2.1:80", "tcp://[::ffff:192.0.2.1]:80");
	check_equal(0, "tcp://[fe80::1%1]:80", "tcp://[fe80::1%2]:80");
	check_equal(0, "unix:x", "unix:@x");
	check_equal(0, "unix:@x", "unix:@x%00");
	check_equal(0, "unix:", "unix:@");

	CHECK_INT(sizeof bytes, sizeof address);
	memcpy(bytes, &address, sizeof bytes);
	memset(&address, 0xff, sizeof address);
	memcpy(&address, bytes, sizeof bytes);
	check_written("tcp://[::1]:80", &address);
	return 0;
}
