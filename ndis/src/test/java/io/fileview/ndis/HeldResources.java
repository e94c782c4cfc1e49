package io.fileview.ndis;

import io.fileview.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The resources that this process holds: mappings, views, claims and descriptors. */
record HeldResources(long mappings, long views, long bytes, int claims, long descriptors) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static HeldResources now() throws IOException {
        var statistics = Views.statistics();
        return new HeldResources(
                statistics.liveMappings(),
                statistics.liveViews(),
                statistics.mappedBytes(),
                ExclusiveViews.count(),
                openDescriptors());
    }

    /** Counts those of files and memory, because the JVM opens sockets and jars at any time. */
    private static long openDescriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(HeldResources::isOurs).count();
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
