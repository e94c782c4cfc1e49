package io.fileview.proc;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Names that nobody else has chosen, which need not be hard to guess. The first random UUID of the JDK
 * reads files, which fails if too many are open.
 */
public final class RandomNames {
    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private RandomNames() {}

    /**
     * Returns a name.
     *
     * @return a new UUID
     */
    public static UUID next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong());
    }

    /**
     * Returns whether a name can be one that this class has made.
     *
     * @param name the name
     */
    public static boolean isOne(String name) {
        return FORM.matcher(name).matches();
    }
}
