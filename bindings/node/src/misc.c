/* Errors, the clock, the version, and rules by which calls fail on purpose. */
#include "native.h"

static napi_value strerror_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int code = integer_at(&a, 0);
    return a.wrong != NULL ? refuse(&a) : string(env, ox_strerror(code));
}

static napi_value errname(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int code = integer_at(&a, 0);
    return a.wrong != NULL ? refuse(&a) : string(env, ox_errname(code));
}

static napi_value error_at(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int i = integer_at(&a, 0);
    RESULT(ox_error_at(i));
}

static napi_value version(napi_env env, napi_callback_info info)
{
    (void)info;
    return string(env, ox_version());
}

static napi_value api_json(napi_env env, napi_callback_info info)
{
    (void)info;
    return string(env, ox_api_json());
}

static napi_value explanation(napi_env env, napi_callback_info info)
{
    (void)info;
    return string(env, ox_explanation());
}

static napi_value now(napi_env env, napi_callback_info info)
{
    (void)info;
    return number(env, (double)ox_now());
}

static napi_value interruptible(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int on = integer_at(&a, 0);
    RESULT(ox_interruptible(on));
}

static napi_value fault(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Text rule;
    text_at(&a, 0, &rule);
    RESULT(ox_fault(rule.given));
}

static napi_value fault_remove(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int rule = integer_at(&a, 0);
    RESULT(ox_fault_remove(rule));
}

static napi_value fault_count(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int rule = integer_at(&a, 0);
    RESULT(ox_fault_count(rule));
}

static napi_value fault_at(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int i = integer_at(&a, 0);
    RESULT(ox_fault_at(i));
}

const Function misc_functions[] = {
    {"strerror", strerror_},
    {"errname", errname},
    {"errorAt", error_at},
    {"version", version},
    {"apiJson", api_json},
    {"explanation", explanation},
    {"now", now},
    {"interruptible", interruptible},
    {"fault", fault},
    {"faultRemove", fault_remove},
    {"faultCount", fault_count},
    {"faultAt", fault_at},
    {NULL, NULL},
};
