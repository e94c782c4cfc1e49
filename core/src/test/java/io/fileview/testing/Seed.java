package io.fileview.testing;

import java.util.concurrent.ThreadLocalRandom;

/** The seed of a random test, which {@code -Dfileview.model.seed=SEED} gives it again. */
public final class Seed {
    private static final String PROPERTY = "fileview.model.seed";

    private Seed() {}

    /** A seed that nobody knows before it is printed. */
    public static long of(Class<?> test) {
        return of(test, ThreadLocalRandom.current().nextLong());
    }

    /** A seed that is printed, and always the same one unless the property says otherwise. */
    public static long of(Class<?> test, long usual) {
        long seed = Long.getLong(PROPERTY, usual);
        System.out.println(
                test.getSimpleName() + ": -D" + PROPERTY + "=" + seed + ", engine "
                        + EngineUnderTest.name());
        return seed;
    }
}
