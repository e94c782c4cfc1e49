package io.fileview.catalogue;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests of another module, and prints which of them did not run, and why. */
final class RunTests implements TestExecutionListener {
    private final List<String> lines = new ArrayList<>();
    private int run;

    private RunTests() {}

    /** Takes the tests, each a class, or a class and the name of a method. */
    public static void main(String[] tests) throws ClassNotFoundException {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String test : tests) {
            selectors.add(selector(test));
        }
        RunTests listener = new RunTests();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request().selectors(selectors).build(),
                        listener);
        listener.lines.forEach(System.out::println);
        System.out.println("DONE " + listener.run);
        System.exit(0); // whatever threads are left
    }

    private static DiscoverySelector selector(String test) throws ClassNotFoundException {
        int at = test.indexOf('#');
        if (at < 0) {
            return selectClass(Class.forName(test)); // a name alone would be passed over if there is none
        }
        Class<?> type = Class.forName(test.substring(0, at));
        Method method =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(each -> each.getName().equals(test.substring(at + 1)))
                        .filter(each -> !each.isSynthetic())
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("there is no test " + test));
        return selectMethod(type, method);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        add("SKIPPED", test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> run += test.isTest() ? 1 : 0;
            case ABORTED -> add("SKIPPED", test, reason(result));
            case FAILED -> add("FAILED", test, reason(result));
        }
    }

    private static String reason(TestExecutionResult result) {
        result.getThrowable().ifPresent(Throwable::printStackTrace);
        return result.getThrowable().map(Throwable::toString).orElse("");
    }

    private void add(String what, TestIdentifier test, String reason) {
        lines.add(what + " " + test.getUniqueId() + ": " + reason.lines().findFirst().orElse(""));
    }
}
