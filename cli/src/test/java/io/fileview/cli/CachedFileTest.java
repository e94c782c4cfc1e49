package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Protection;
import io.fileview.live.Engines;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "is about the page cache of Linux")
class CachedFileTest {
    @TempDir
    Path dir;

    private static EngineFile open(Path path) throws IOException {
        FileLocation location = FileLocation.of(path);
        return Engines.choose("linux", location)
                .open(location, OpenRequest.existing(Protection.READ_ONLY));
    }

    /** As on an older kernel, or on overlayfs. */
    private static EngineFile withoutCounts(EngineFile file) {
        return (EngineFile) Proxy.newProxyInstance(
                EngineFile.class.getClassLoader(),
                new Class<?>[] {EngineFile.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("cached")) {
                        return Optional.empty();
                    }
                    try {
                        return method.invoke(file, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void pagesAreLookedAtWhereTheKernelDoesNotCountThem() throws Exception {
        Path path = Sample.file(dir.resolve("f"), Sample.bytes(100 * 4096 + 1));
        Sample.evict(path);
        Sample.faultIn(path, 0, 7, 100);
        try (EngineFile file = open(path)) {
            CachedFile seen = CachedFile.of(withoutCounts(file));
            assertThat(seen.resident()).isEqualTo(3);
            assertThat(seen.residentBytes()).isEqualTo(3 * 4096);
            assertThat(seen.size()).isEqualTo(100 * 4096 + 1);
            assertThat(CachedFile.id(file)).isEqualTo(FileId.of(path));
        }
    }

    @Test
    void aFileThatIsTooLargeToBeLookedAtIsUnknown() throws Exception {
        Path path = Sample.sparse(dir.resolve("f"), 2L << 40, 0, new byte[] {1});
        try (EngineFile file = open(path)) {
            CachedFile seen = CachedFile.of(withoutCounts(file));
            assertThat(seen.resident()).isNull();
            assertThat(seen.dirtyBytes()).isNull();
            assertThat(seen.whyUnknown()).contains("too large");
            assertThat(seen.size()).isEqualTo(2L << 40);
        }
    }
}
