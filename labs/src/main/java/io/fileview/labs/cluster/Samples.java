package io.fileview.labs.cluster;

import io.fileview.FileMapping;
import io.fileview.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Files of random bytes, the same for the same seed, each with a new name. */
final class Samples {
    private final SplittableRandom random;
    private int files;

    Samples(long seed) {
        this.random = new SplittableRandom(seed);
    }

    byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Returns the name of a file that does not exist yet. */
    Path name(Place place, String what) {
        files++;
        return place.directory().resolve(what + "-" + files);
    }

    /** Creates a file through Fileview. */
    static FileMapping create(Path file, long size) throws IOException {
        return FileMapping.builder(file)
                .protection(Protection.READ_WRITE)
                .createNew()
                .size(size)
                .open();
    }

    Path file(Place place, String what, byte[] bytes) throws IOException {
        return Files.write(name(place, what), bytes);
    }
}
