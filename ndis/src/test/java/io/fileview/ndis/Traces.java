package io.fileview.ndis;

import io.fileview.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a program that cleans up leaves as it was: mappings, views, claims, descriptors. */
record Traces(long mappings, long views, long bytes, int claims, long descriptors) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static Traces inThisProcess() throws IOException {
        var now = Views.statistics();
        return new Traces(
                now.liveMappings(),
                now.liveViews(),
                now.mappedBytes(),
                ExclusiveViews.count(),
                openDescriptors());
    }

    /** Those of files and memory; the JVM opens sockets and jars when it likes. */
    private static long openDescriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(Traces::isOurs).count();
        }
    }

    private static boolean isOurs(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)
                    && (target.contains("memfd:")
                            || target.contains("fileview")
                            || target.contains("junit"));
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
