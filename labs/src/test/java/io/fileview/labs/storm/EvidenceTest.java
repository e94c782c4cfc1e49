package io.fileview.labs.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.labs.storm.Events.Kind;
import io.fileview.labs.storm.Pages.MixedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The storm lab notices what it looks for. */
class EvidenceTest {
    @TempDir
    Path directory;

    @Test
    void aStateOfNoCommitIsMixed() throws MixedException {
        byte[] content = Pages.initial(1);
        Pages pages = Pages.in(content);
        assertThat(pages.check("here", content)).isZero();
        ByteBuffer.wrap(content).order(ByteOrder.nativeOrder()).putLong(Long.BYTES, 1);
        assertThatExceptionOfType(MixedException.class)
                .isThrownBy(() -> pages.check("here", content))
                .withMessageContainingAll("here", "commit 1 is there");
        assertThatExceptionOfType(MixedException.class)
                .isThrownBy(() -> pages.check("here", Pages.initial(1)))
                .withMessageContaining("commit 0 is there after commit 1");
        assertThatExceptionOfType(MixedException.class)
                .isThrownBy(() -> pages.check("here", Pages.initial(2)))
                .withMessageContaining("content of file 2");
    }

    @Test
    void aNumberThatIsPromisedTwiceIsRepeated() throws IOException {
        Acknowledged acknowledged = new Acknowledged(directory, 1);
        assertThat(acknowledged.last()).isZero();
        for (long number : new long[] {1, 2, 4, 4, 3}) {
            acknowledged.add(number);
        }
        assertThat(acknowledged.last()).isEqualTo(3);
        assertThat(acknowledged.count()).isEqualTo(5);
        assertThat(acknowledged.repeated()).isEqualTo(2);
    }

    @Test
    void aCallThatDoesNotEndIsReportedWhileItRuns() throws IOException {
        Events events = new Events(directory);
        Watch watch = new Watch(events, Duration.ofMillis(1));
        watch.time(
                "a call",
                () -> {
                    while (events.all().isEmpty()) {
                        Thread.onSpinWait();
                    }
                    return true;
                });
        assertThat(events.all().getFirst())
                .satisfies(event -> assertThat(event.kind()).isEqualTo(Kind.HUNG))
                .satisfies(event -> assertThat(event.detail()).startsWith("a call after "));
    }

    @Test
    void onlyWhatTheLabBringsAboutIsARefusal() {
        assertThat(Refusals.reason(new NoSuchFileException("file"))).contains("no such name");
        assertThat(Refusals.reason(new IOException("is in use by another writer")))
                .contains("in use");
        assertThat(Refusals.reason(new IOException("the journal is damaged"))).isEmpty();
    }
}
