package io.fileview.cli;

/** Formats numbers for people. No formatter: loading one takes longer than most commands. */
final class Amount {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amount() {}

    /** For example {@code 1 byte}, {@code 1,023 bytes}, {@code 64 MiB}, {@code 1.5 GiB}. */
    static String ofBytes(long bytes) {
        if (bytes < 1024) {
            return count(bytes, "byte");
        }
        int unit = 0;
        long divisor = 1;
        while (unit + 1 < UNITS.length && bytes / divisor >= 1024) {
            divisor *= 1024;
            unit++;
        }
        long whole = bytes / divisor;
        // In units of divisor / 1024, because ten times the remainder may not fit in a long.
        long tenth = (bytes % divisor / (divisor >> 10) * 10) >> 10;
        return tenth == 0 ? whole + " " + UNITS[unit] : whole + "." + tenth + " " + UNITS[unit];
    }

    /** For tables: {@code 1023}, {@code 64K}, {@code 1.5G}. */
    static String brief(long bytes) {
        String text = ofBytes(bytes);
        int unit = text.indexOf(' ') + 1;
        return bytes < 1024
                ? Long.toString(bytes)
                : text.substring(0, unit - 1) + text.charAt(unit);
    }

    /** For example {@code 1 page}, {@code 16,384 pages}. */
    static String count(long number, String noun) {
        return grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** The sum of two numbers that are not negative, or the largest number if it is larger. */
    static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** For example {@code 8,589,934,592}. */
    static String grouped(long number) {
        String digits = Long.toString(number);
        StringBuilder text = new StringBuilder(digits.length() + 6);
        for (int i = 0; i < digits.length(); i++) {
            int left = digits.length() - i;
            if (i > 0 && left % 3 == 0 && digits.charAt(i - 1) != '-') {
                text.append(',');
            }
            text.append(digits.charAt(i));
        }
        return text.toString();
    }

    /** For example {@code 33.3%}; never rounded up to 100% or down to 0%. */
    static String percent(long part, long whole) {
        if (whole == 0) {
            return "-";
        }
        if (part == 0 || part == whole) {
            return part == 0 ? "0%" : "100%";
        }
        long tenths = (long) ((double) part / whole * 1000);
        if (tenths == 0) {
            return "<0.1%";
        }
        return Math.min(tenths, 999) / 10 + "." + Math.min(tenths, 999) % 10 + "%";
    }

    /** For example {@code 0x7f0000000000}. */
    static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
