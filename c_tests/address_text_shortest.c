/* One address may be given in several texts; it is always written in the shortest. */
#include "address_text.h"

int main(void)
{
	static const char *const texts[][2] = {
		{"192.0.2.1:80", "tcp://192.0.2.1:80"},
		{"[::1]:80", "tcp://[::1]:80"},
		{"tcp://192.0.2.1:0080", "tcp://192.0.2.1:80"},
		{"tcp://[2001:0DB8:0:0:0:0:0:1]:1", "tcp://[2001:db8::1]:1"},
		{"tcp://[::ffff:c000:201]:1", "tcp://[::ffff:192.0.2.1]:1"},
		{"tcp://[fe80::1%0]:1", "tcp://[fe80::1]:1"},
		{"tcp://[fe80::1%04000000000]:1", "tcp://[fe80::1%4000000000]:1"},
		{"tcp://*:80", "tcp://[::]:80"},
		{"unix:/run/%78.sock", "unix:/run/x.sock"},
		{"unix:/run/%c3%a9", "unix:/run/%C3%A9"},
		{"unix:/run/\xc3\xa9", "unix:/run/%C3%A9"},
		{"unix:/with space", "unix:/with%20space"},
		{"unix:%00name", "unix:@name"},
		{"unix:@%40", "unix:@@"},
	};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct ox_address address = address_of(texts[i][0]);

		check_written(texts[i][1], &address);
	}
	return 0;
}
