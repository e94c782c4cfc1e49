package io.fileview.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Objects of the engine interfaces whose calls a test sees, and may let wait or fail, before they
 * reach the real ones.
 */
public final class Interposed {
    /** Sees a call. */
    public interface Calls {
        /** Returns what the caller gets; {@link #call} makes the real call. */
        Object invoke(Method method, Object[] arguments) throws Throwable;
    }

    private Interposed() {}

    /** An object of a type whose calls go to a handler. */
    public static <T> T of(Class<T> type, Calls calls) {
        InvocationHandler handler = (proxy, method, arguments) -> calls.invoke(method, arguments);
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Makes the real call. */
    public static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Replaces what an optional has, if it is of a type. */
    public static <T> Object inside(Object optional, Class<T> type, UnaryOperator<T> replacement) {
        return ((Optional<?>) optional).map(found -> replacement.apply(type.cast(found)));
    }
}
