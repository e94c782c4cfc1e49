package io.fileview.messages;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A list in a message: the first ten items, and the number of the others. A message can be read only
 * if it does not grow with what a program has open.
 */
public final class FirstTen {
    private static final int MOST = 10;

    /** The length from which on the middle of an item, such as a long path, is left out. */
    private static final int LONGEST = 140;

    private static final String LEFT_OUT = "...";

    private FirstTen() {}

    /** Returns the items, separated by commas. */
    public static String of(Collection<?> items) {
        return of(items, ", ");
    }

    /** Returns the items with something else between them. */
    public static String of(Collection<?> items, String separator) {
        List<String> first =
                items.stream().limit(MOST).map(item -> shortened(item.toString())).toList();
        return first.stream().collect(Collectors.joining(separator))
                + (items.size() > MOST
                        ? separator + "and " + (items.size() - MOST) + " more"
                        : "");
    }

    private static String shortened(String item) {
        if (item.length() <= LONGEST) {
            return item;
        }
        int kept = (LONGEST - LEFT_OUT.length()) / 2;
        return item.substring(0, kept) + LEFT_OUT + item.substring(item.length() - kept);
    }
}
