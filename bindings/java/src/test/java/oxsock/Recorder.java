package oxsock;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Records which functions the binding calls. */
final class Recorder {
    static final Set<String> reached = ConcurrentHashMap.newKeySet();

    private Recorder() {}

    /** Install it between the binding and the library. */
    static void install() {
        C library = Oxsock.c;
        Oxsock.c = (C) Proxy.newProxyInstance(C.class.getClassLoader(), new Class<?>[] {C.class},
                (proxy, function, arguments) -> record(library, function, arguments));
    }

    private static Object record(C library, Method function, Object[] arguments) throws Throwable {
        reached.add(function.getName());
        try {
            return function.invoke(library, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
