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

    private FirstTen() {}

    /** Returns the items, separated by commas. */
    public static String of(Collection<?> items) {
        return of(items, ", ");
    }

    /** Returns the items with something else between them. */
    public static String of(Collection<?> items, String separator) {
        List<String> first =
                items.stream().limit(MOST)
                        .map(item -> PlainText.shortened(item.toString(), LONGEST)).toList();
        return first.stream().collect(Collectors.joining(separator))
                + (items.size() > MOST
                        ? separator + "and " + (items.size() - MOST) + " more"
                        : "");
    }
}
