package io.fileview.testing;

import java.util.concurrent.ThreadLocalRandom;

/** The seed of a random test, which {@code -Dfileview.model.seed=SEED} gives it again. */
public final class Seed {
    private static final String PROPERTY = "fileview.model.seed";

    private Seed() {}

    /** The seed, printed. */
    public static long of(Class<?> test) {
        long seed = Long.getLong(PROPERTY, ThreadLocalRandom.current().nextLong());
        System.out.println(
                test.getSimpleName() + ": -D" + PROPERTY + "=" + seed + ", engine "
                        + EngineUnderTest.name());
        return seed;
    }
}
