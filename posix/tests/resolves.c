/* Prints what getaddrinfo returns for this machine. */
#include <netdb.h>
#include <stdio.h>

int main(void)
{
    struct addrinfo *found, hints = {.ai_flags = AI_NUMERICHOST};
    switch (getaddrinfo("127.0.0.1", NULL, &hints, &found)) {
    case 0: return freeaddrinfo(found), puts("0") < 0;
    case EAI_AGAIN: return puts("EAI_AGAIN") < 0;
    case EAI_FAIL: return puts("EAI_FAIL") < 0;
    case EAI_NONAME: return puts("EAI_NONAME") < 0;
    default: return puts("another") < 0;
    }
}
