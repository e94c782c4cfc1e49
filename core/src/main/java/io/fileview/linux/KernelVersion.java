package io.fileview.linux;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first two numbers of a kernel's version.
 *
 * @param major the first
 * @param minor the second
 */
record KernelVersion(int major, int minor) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

    static final KernelVersion CURRENT = parse(System.getProperty("os.version", ""));

    /** Returns the latest of all for what is not a version. */
    static KernelVersion parse(String release) {
        Matcher numbers = NUMBERS.matcher(release);
        return numbers.matches()
                ? new KernelVersion(
                        Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
                : new KernelVersion(Integer.MAX_VALUE, 0);
    }

    boolean isBefore(KernelVersion other) {
        return major < other.major || (major == other.major && minor < other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
