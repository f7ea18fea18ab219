/* Setting up and tearing down the addon, in each thread that runs JavaScript. */
#include "native.h"

Environment *environment_of(napi_env env)
{
    void *data = NULL;
    napi_get_instance_data(env, &data);
    return data;
}

static void leave(Environment *environment)
{
    if (--environment->users == 0)
        free(environment);
}

/* The environment is freed when libuv has closed all handles. */
void handle_closed(Environment *environment)
{
    if (--environment->handles > 0 || environment->env != NULL)
        return;
    napi_remove_async_cleanup_hook(environment->hook);
    leave(environment);
}

static void end(napi_async_cleanup_hook_handle hook, void *data)
{
    Environment *environment = data;
    (void)hook;
    end_watches(environment);
    environment->env = NULL;
    end_jobs(environment); /* closes at least one libuv handle, so handle_closed will be called */
}

static void forget(napi_env env, void *data, void *hint)
{
    (void)env;
    (void)hint;
    leave(data);
}

/* Call a function. An exception that it throws becomes an uncaught exception, as in a timer. */
void call_javascript(napi_env env, napi_async_context context, napi_value receiver,
                     napi_value function, size_t count, const napi_value *values)
{
    napi_value result, exception;
    if (napi_make_callback(env, context, receiver, function, count, values, &result) ==
            napi_pending_exception &&
        napi_get_and_clear_last_exception(env, &exception) == napi_ok)
        napi_fatal_exception(env, exception);
}

static Environment *begin(napi_env env)
{
    Environment *environment = calloc(1, sizeof *environment);
    if (environment == NULL)
        return NULL;
    environment->env = env;
    environment->users = 2; /* the environment and its libuv handles */
    if (napi_get_uv_event_loop(env, &environment->loop) != napi_ok || !start_jobs(environment)) {
        free(environment->wake);
        free(environment);
        return NULL;
    }
    napi_set_instance_data(env, environment, forget, NULL);
    napi_add_async_cleanup_hook(env, end, environment, &environment->hook);
    return environment;
}

static void export_all(napi_env env, napi_value exports, const Function *functions)
{
    for (; functions->name != NULL; functions++) {
        napi_value function;
        if (napi_create_function(env, functions->name, NAPI_AUTO_LENGTH, functions->call, NULL,
                                 &function) == napi_ok)
            napi_set_named_property(env, exports, functions->name, function);
    }
}

NAPI_MODULE_INIT()
{
    const Function *all[] = {
        lifecycle_functions, transfer_functions, message_functions, control_functions,
        address_functions,   whole_functions,    extra_functions,   misc_functions,
        watch_functions,     job_functions,
    };
    if (begin(env) == NULL) {
        napi_throw_error(env, "ENOMEM", "no memory for oxsock");
        return NULL;
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        export_all(env, exports, all[i]);
    return exports;
}
