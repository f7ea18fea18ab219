/* A text that is no rule is EINVAL, and ox_explanation says what is wrong with it, and where. */
#include "check.h"

static void rejected(const char *rule, const char *explanation)
{
	CHECK_ERR(EINVAL, ox_fault(rule));
	if (strncmp(ox_explanation(), explanation, strlen(explanation)) != 0) {
		fprintf(stderr, "%s: explained as \"%s\"\n", rule, ox_explanation());
		exit(1);
	}
}

int main(void)
{
	rejected("", "call at 0: none is named");
	rejected("sned error=EIO", "call sned at 0: not one of any, sending, receiving, socket,");
	rejected("send", "fault at 4: none is named");
	rejected("send error=ENONSENSE", "error ENONSENSE at 11: not the name of one");
	rejected("send error", "fault error at 5: an equals sign and a value have to follow it");
	rejected("send reset=1", "fault reset=1 at 5: nothing may follow it");
	rejected("send short=0", "size 0 at 11: not a number from 1 to 2147483647");
	rejected("send sometimes lose", "word sometimes at 5: not known");
	rejected("send lose lose", "word lose at 10: the rule has such a one already");
	rejected("bind short=1", "fault short=1 at 5: this call cannot have it");
	rejected("recv error=EAI_AGAIN", "fault error=EAI_AGAIN at 5: this call cannot have it");
	rejected("socket on=unix:/a error=EMFILE", "word on=unix:/a at 7: this call is about no socket");
	rejected("socket interrupt", "fault interrupt at 7: this call cannot have it");
	rejected("send short=+1", "size +1 at 11: not a number");
	rejected("send short=0x1", "size 0x1 at 11: not a number");
	rejected("send short=2147483648", "size 2147483648 at 11: not a number");
	rejected("send lose nth=", "number at 14: not a number");
	rejected("send lose nth=18446744073709551616", "number 18446744073709551616 at 14: not a number");
	rejected("send lose chance=.5 seed=-1", "seed -1 at 25: not a number");
	rejected("send lose chance=+.5", "chance +.5 at 17: not a number");
	rejected("send lose chance=1.", "chance 1. at 17: not a number");
	rejected("send lose chance=.", "chance . at 17: not a number");
	rejected("send lose chance=01", "chance 01 at 17: not a number");
	rejected("send lose chance=0.1234567891", "chance 0.1234567891 at 17: not a number");
	rejected("send delay=+5ms", "delay +5 at 11: not a number");
	rejected("send delay=3600001ms", "delay 3600001 at 11: not a number");
	rejected("send lose nth=0", "number 0 at 14: not a number from 1");
	rejected("send lose chance=1.5", "chance 1.5 at 17: not a number from 0 to 1");
	rejected("send lose seed=1", "seed seed=1 at 10: only a chance is drawn from one");
	rejected("send reset from=3600001ms", "time 3600001 at 16: not a number");
	rejected("send delay=2h", "delay 2h at 11: not a number from 0 to 3600000");
	rejected("send on=example.org:80 lose", "endpoint example.org:80 at 8: its host is a name");
	rejected("send on=127.0.0.1:99999 lose", "port 99999 at 18: above 65535");
	CHECK_ERR(EFAULT, ox_fault(NULL));
	CHECK_INT(0, ox_fault_at(0));
	return 0;
}
