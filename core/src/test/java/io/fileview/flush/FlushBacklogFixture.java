package io.fileview.flush;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A backlog of a hundred bytes, whose flusher is the test. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class FlushBacklogFixture {
    static final String FILE = "the file";
    static final Duration FOREVER = Deadline.FOREVER;
    /** Longer than any test. */
    static final long LONG = Duration.ofMinutes(10).toNanos();

    final FlushBacklog backlog = new FlushBacklog(100, LONG, FOREVER);

    static IOException failure(String what) {
        return new IOException(what);
    }

    void assertBacklog(long bytes) {
        assertThat(backlog.now().bytes()).isEqualTo(bytes);
    }
}
