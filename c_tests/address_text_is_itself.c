/* The text of an address reads back as the same address, and is written the same way again. */
#include "address_text.h"

int main(void)
{
	static const char *const texts[] = {
		"tcp://192.0.2.1:80",
		"udp://255.255.255.255:65535",
		"tcp://0.0.0.0:0",
		"tcp://[::]:0",
		"tcp://[::1]:8080",
		"udp://[2001:db8::ff00:42:8329]:53",
		"tcp://[::ffff:192.0.2.1]:80",
		"tcp://[fe80::1%4000000000]:80",
		"unix:/run/x.sock",
		"unix:relative",
		"unix-dgram:/dev/log",
		"unix-seqpacket:@events",
		"unix:@",
		"unix:@@",
		"unix:@a%00b%00",
		"unix:%40sign",
		"unix:/a%3Fb%25c%20d%FF",
		"unix:",
	};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct ox_address address = address_of(texts[i]);

		check_written(texts[i], &address);
	}
	return 0;
}
