package io.fileview.commit;

import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** An engine between the library and another one: it sees each call, and counts what is closed. */
public final class Intercepted {
    /** Is told each call before it is carried out, and may throw. */
    public interface Before {
        /** Is told a call. */
        void call(Object target, String method) throws Exception;
    }

    private final Engine engine;
    private final Before before;
    private final IdentityHashMap<Object, Integer> closed = new IdentityHashMap<>();

    /** Intercepts the calls of an engine, and of all that it opens. */
    public Intercepted(Engine engine, Before before) {
        this.before = before;
        this.engine = wrapped(Engine.class, engine);
    }

    /** Returns the engine to be given to the library. */
    public Engine engine() {
        return engine;
    }

    /** What has been opened and was closed never, or more than once. */
    public List<String> notClosedOnce() {
        List<String> found = new ArrayList<>();
        closed.forEach(
                (target, times) -> {
                    if (times != 1) {
                        String name = target instanceof EngineFile file ? file.name() : "directory";
                        found.add(name + " closed " + times + " times");
                    }
                });
        return found;
    }

    private <T> T wrapped(Class<T> type, T target) {
        if (target instanceof Directory || target instanceof EngineFile) {
            closed.put(target, 0);
        }
        return type.cast(
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            before.call(target, method.getName());
                            if (method.getName().equals("close")) {
                                closed.merge(target, 1, Integer::sum);
                            }
                            try {
                                return wrappedResult(method.invoke(target, arguments));
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    private Object wrappedResult(Object result) {
        return switch (result) {
            case null -> null;
            case EngineFile file -> wrapped(EngineFile.class, file);
            case MappedRange range -> wrapped(MappedRange.class, range);
            case Engine.Entry entry ->
                new Engine.Entry(wrapped(Directory.class, entry.directory()), entry.name());
            default -> result;
        };
    }
}
