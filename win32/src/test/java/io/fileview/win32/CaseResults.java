package io.fileview.win32;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Compares what the calls of a case have told with what is expected. */
final class CaseResults {
    private CaseResults() {}

    /**
     * A value that is not the expected one.
     *
     * @param id the case
     * @param step the index of the call
     * @param field what differs
     * @param expected the expected value
     * @param value the value
     */
    record Difference(String id, int step, String field, Object expected, Object value) {
        @Override
        public String toString() {
            return id + ", step " + step + ": " + field + " is " + value + ", not " + expected;
        }
    }

    /** All values that differ. Only the expected fields are compared. */
    static List<Difference> differences(
            ConformanceCase one, List<Map<String, Object>> results, boolean simulated) {
        List<Difference> found = new ArrayList<>();
        for (int i = 0; i < one.steps().size(); i++) {
            Map<String, Object> expected = one.expected().get(i);
            Map<String, Object> actual = results.get(i);
            if (expected == null || actual == null) {
                continue;
            }
            boolean tells = simulated || tellsLastError(one.steps().get(i), actual);
            for (Map.Entry<String, Object> field : expected.entrySet()) {
                String name = field.getKey();
                Object is = actual.get(name);
                boolean compared = tells || !name.equals("err");
                if (compared
                        && (!actual.containsKey(name) || !isExpected(field.getValue(), is))) {
                    found.add(new Difference(one.id(), i, name, field.getValue(), is));
                }
            }
        }
        return found;
    }

    /**
     * Whether a call sets the last error. That others leave it as it was cannot be seen on Windows:
     * the JVM calls functions of Windows in between.
     */
    private static boolean tellsLastError(Map<String, Object> step, Map<String, Object> actual) {
        Object ret = actual.get("ret");
        boolean failed =
                Boolean.FALSE.equals(ret)
                        || "null".equals(ret)
                        || "invalid".equals(ret)
                        || "absent".equals(ret)
                        || Long.valueOf(0).equals(ret);
        boolean createsObject =
                ((String) step.get("call")).startsWith("Create")
                        && !"CreateFile".equals(step.get("call"));
        Object disposition = step.get("disposition");
        return failed
                || createsObject
                || "CREATE_ALWAYS".equals(disposition)
                || "OPEN_ALWAYS".equals(disposition);
    }

    private static boolean isExpected(Object expected, Object actual) {
        List<?> allowed = expected instanceof List<?> list ? list : Arrays.asList(expected);
        return allowed.stream().anyMatch(one -> matches(one, actual));
    }

    private static boolean matches(Object expected, Object actual) {
        if ("unchanged".equals(expected)) {
            return Long.valueOf(CaseSteps.UNTOUCHED).equals(actual);
        }
        if ("ANY".equals(expected)) {
            return actual instanceof String; // any fault
        }
        if (expected instanceof String text && actual instanceof String other) {
            return sorted(text).equals(sorted(other));
        }
        return expected == null ? actual == null : expected.equals(actual);
    }

    private static List<String> sorted(String flags) {
        return Arrays.stream(flags.split("\\|")).sorted().toList();
    }
}
