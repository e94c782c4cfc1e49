package io.fileview.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a number of bytes: {@code 138240}, {@code 135K}, {@code 2GiB}, {@code 0x21c00}. */
final class SizeConverter implements ITypeConverter<Long> {
    private static final String ACCEPTED =
            "give a number of bytes, such as 138240 or 0x21c00, or use a unit, such as 135K, 64MiB, 2G"
                    + " or 1TiB (powers of 1024)";

    @Override
    public Long convert(String value) {
        if (value.startsWith("0x") || value.startsWith("0X")) {
            return digits(value, 2, value.length(), 16);
        }
        if (value.startsWith("-")) {
            throw new TypeConversionException("'" + value + "' is negative; " + ACCEPTED);
        }
        int end = 0;
        while (end < value.length() && isDecimal(value.charAt(end))) {
            end++;
        }
        long number = digits(value, 0, end, 10);
        int shift = shift(value, value.substring(end));
        if (number > Long.MAX_VALUE >> shift) {
            throw tooLarge(value);
        }
        return number << shift;
    }

    private static int shift(String value, String unit) {
        if (unit.isEmpty()) {
            return 0;
        }
        int power = "KMGT".indexOf(Character.toUpperCase(unit.charAt(0)));
        String rest = unit.substring(1);
        if (power < 0 || !rest.matches("([iI][bB])?")) {
            throw nonsense(value);
        }
        return 10 * (power + 1);
    }

    private static long digits(String value, int from, int to, int radix) {
        if (from == to) {
            throw nonsense(value);
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            // Character.digit alone would accept the digits of every script.
            int digit = value.charAt(i) < 128 ? Character.digit(value.charAt(i), radix) : -1;
            if (digit < 0) {
                throw nonsense(value);
            }
            if (number > (Long.MAX_VALUE - digit) / radix) {
                throw tooLarge(value);
            }
            number = number * radix + digit;
        }
        return number;
    }

    private static boolean isDecimal(char c) {
        return c >= '0' && c <= '9';
    }

    private static TypeConversionException nonsense(String value) {
        return new TypeConversionException("'" + value + "' is not a size; " + ACCEPTED);
    }

    private static TypeConversionException tooLarge(String value) {
        return new TypeConversionException(
                "'" + value + "' is too large; the maximum is " + Long.MAX_VALUE + " bytes");
    }
}
