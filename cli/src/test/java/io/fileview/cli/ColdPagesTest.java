package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ColdPagesTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final long WINDOW = 8 * MEBIBYTE;
    private static final long SIZE = 1024 * WINDOW;

    private final List<String> calls = new ArrayList<>();
    private final EngineFile destination = file("destination", 0);

    @Test
    void aCopyOfLittleDataIsWrittenAtTheEnd() throws IOException {
        ColdPages pages = new ColdPages(file("source", 0), destination, SIZE);
        for (long number : new long[] {0, 100, 1000}) {
            copy(pages, number * WINDOW, MEBIBYTE);
        }
        assertThat(calls).isEmpty();
        pages.release();
        assertThat(calls).containsExactly("source released from 0 MiB");
    }

    @Test
    void aCopyOfMuchDataIsWrittenMeanwhile() throws IOException {
        ColdPages pages = new ColdPages(file("source", 0), destination, SIZE);
        for (long number = 0; number < 4; number++) {
            copy(pages, number * WINDOW, WINDOW);
        }
        assertThat(calls).isEmpty();
        copy(pages, 4 * WINDOW, WINDOW);
        copy(pages, 5 * WINDOW, WINDOW);
        pages.release();
        assertThat(calls)
                .containsExactly(
                        "source released from 32 MiB: 8",
                        "destination SCHEDULED from 0 MiB: 40",
                        "destination WRITTEN from 0 MiB: 16",
                        "destination released from 0 MiB: 16",
                        "source released from 40 MiB: 8",
                        "destination SCHEDULED from 40 MiB: 8",
                        "destination WRITTEN from 16 MiB: 8",
                        "destination released from 16 MiB: 8",
                        "source released from 0 MiB",
                        "destination released from 0 MiB");
    }

    @Test
    void whatIsInMemoryStaysThere() throws IOException {
        ColdPages pages = new ColdPages(file("source", 1), destination, SIZE);
        copy(pages, 0, MEBIBYTE);
        pages.release();
        assertThat(calls).isEmpty();
    }

    private static void copy(ColdPages pages, long offset, long length) throws IOException {
        assertThat(pages.endOfWindow(offset)).isGreaterThanOrEqualTo(offset + length);
        pages.copied(offset, length);
    }

    /** A file that notes what is asked of it, with so many pages in memory. */
    private EngineFile file(String name, long cached) {
        return (EngineFile) Proxy.newProxyInstance(
                EngineFile.class.getClassLoader(),
                new Class<?>[] {EngineFile.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "cached" -> Optional.of(new CacheCounts(1, cached, 0, 0, 0, 0));
                    case "flush" -> note(name + " " + arguments[1], arguments[0]);
                    case "releaseCached" -> note(name + " released", arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private @Nullable Object note(String call, Object argument) {
        ByteRange range = (ByteRange) argument;
        long length = range.length() / MEBIBYTE;
        String all = range.length() == Long.MAX_VALUE ? "" : ": " + length;
        calls.add(call + " from " + range.offset() / MEBIBYTE + " MiB" + all);
        return null;
    }
}
