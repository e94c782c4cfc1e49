package io.fileview;

import io.fileview.spi.MappedRange;
import io.fileview.spi.Section;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/** A mapping whose engine is the one under test, but for calls that a test lets wait or fail. */
final class DisturbedMapping {
    /** Runs before the engine does what it was called for. */
    interface Disturbance {
        void before(String method) throws Exception;
    }

    private DisturbedMapping() {}

    static FileMapping open(Path file, Protection protection, Disturbance disturbance)
            throws IOException {
        FileMapping real = EngineUnderTest.open(file, protection);
        Section section = real.section().section();
        InvocationHandler sectionCalls =
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        real.close();
                        return null;
                    }
                    Object result = call(section, method, arguments);
                    return result instanceof MappedRange range
                            ? disturbed(range, disturbance)
                            : result;
                };
        OpenSection disturbed =
                new OpenSection(
                        real.section().engine(),
                        implement(Section.class, sectionCalls),
                        file,
                        protection,
                        false,
                        false);
        disturbed.setSize(real.size());
        return new FileMapping(disturbed, null);
    }

    private static MappedRange disturbed(MappedRange range, Disturbance disturbance) {
        return implement(
                MappedRange.class,
                (proxy, method, arguments) -> {
                    disturbance.before(method.getName());
                    return call(range, method, arguments);
                });
    }

    private static <T> T implement(Class<T> type, InvocationHandler calls) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
