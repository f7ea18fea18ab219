/* ox_api_json is the library's description as one JSON document, the same constant each time, that
   names the functions of the library. */
#include "check.h"

int main(void)
{
	const char *description = ox_api_json();
	CHECK(description != NULL && description[0] == '{');
	CHECK(description == ox_api_json());
	CHECK(strstr(description, "\"ox_api_json\"") != NULL);
	CHECK(strstr(description, "\"ox_socket\"") != NULL);
	return 0;
}
