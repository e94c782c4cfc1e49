package io.fileview.proc;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names that nobody else has chosen, which need not be hard to guess. The first random UUID of the JDK
 * reads files, which fails if too many are open.
 */
public final class RandomNames {
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
}
