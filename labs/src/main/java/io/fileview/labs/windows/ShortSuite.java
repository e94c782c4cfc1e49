package io.fileview.labs.windows;

import java.util.Set;

/** The classes of the library's tests that the short form runs: one or two for each promise. */
final class ShortSuite {
    private static final Set<String> CLASSES =
            Set.of(
                    "OpeningTest", "UnmappingTest", "ShrinkingTest", "GrowingTest", "FlushingTest",
                    "SharingTest", "ViewsTest", "PrivateMemoryTest", "RemappingTest",
                    "LockingTest");

    private ShortSuite() {}

    /** Tells whether a class file is one of them. */
    static boolean has(String file) {
        return CLASSES.stream().anyMatch(name -> file.equals("io/fileview/" + name + ".class"));
    }
}
