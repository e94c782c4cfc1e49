package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ViewStatistics;
import io.fileview.Views;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leaks of one kind: all are counted, the first are logged, and the later ones summed up. */
class LeakReportsTest {
    /** Held, because a logger that nobody holds loses its handlers. */
    private static final Logger LOGGER = Logger.getLogger("io.fileview");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord report) {
                    records.add(report);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
    private final Level level = LOGGER.getLevel();

    private final AtomicLong total = new AtomicLong();
    private final LeakReports reports = new LeakReports("views", total);

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
        LOGGER.setLevel(null);
        LOGGER.setUseParentHandlers(false);
        Leaks.startOver();
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
        LOGGER.setLevel(level);
        LOGGER.setUseParentHandlers(true);
    }

    private List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    /** As in a run that logged 86,749 warnings. */
    @Test
    void ofManyLeaksTheFirstAreLoggedAndThenTheirNumber() {
        for (int i = 1; i <= 86_749; i++) {
            reports.leaked("view " + i, null, "; record it");
        }
        assertThat(total).hasValue(86_749);
        assertThat(messages()).hasSize(LeakReports.SINGLY + 13); // and 16, 32 … 65,536
        assertThat(messages().subList(0, 2))
                .containsExactly(
                        "leaked without being closed: view 1; record it",
                        "leaked without being closed: view 2; record it");
        assertThat(messages().get(9))
                .isEqualTo(
                        "leaked without being closed: view 10; record it; further leaked views are"
                                + " counted, and only their number is logged");
        assertThat(messages().get(10))
                .isEqualTo(
                        "16 views leaked so far without being closed, the last one: view 16; record"
                                + " it");
        assertThat(messages().getLast()).startsWith("65536 views leaked so far");
        assertThat(records).allMatch(record -> record.getThrown() == null);
    }

    @Test
    void whatIsLoggedHasItsSite() {
        Throwable site = new Throwable("mapped here");
        for (int i = 1; i <= 16; i++) {
            reports.leaked("view " + i, site, "; record it");
        }
        assertThat(records).allMatch(record -> site.equals(record.getThrown()));
        assertThat(messages()).noneMatch(message -> message.contains("record it"));
    }

    /** Many of one kind do not hide the first of another. */
    @Test
    void eachKindIsCountedAndLoggedByItself() {
        ViewStatistics before = Views.statistics();
        for (int i = 0; i < 11; i++) {
            Leaks.countView();
            Leaks.view("a view", null);
        }
        Leaks.mapping("a mapping", null);
        Leaks.scheduler("a scheduler", null);
        Leaks.reader("a reader", null);
        Leaks.reader("another reader", null);
        Leaks.readLock("a read lock", new Throwable("locked here"));
        ViewStatistics now = Views.statistics();
        assertThat(now.leakedViews()).isEqualTo(before.leakedViews() + 11);
        assertThat(now.leakedMappings()).isEqualTo(before.leakedMappings() + 1);
        assertThat(now.leakedSchedulers()).isEqualTo(before.leakedSchedulers() + 1);
        assertThat(now.leakedReaders()).isEqualTo(before.leakedReaders() + 2);
        assertThat(now.leakedReadLocks()).isEqualTo(before.leakedReadLocks() + 1);
        assertThat(messages()).hasSize(15)
                .contains("leaked without being closed: a scheduler",
                        "leaked without being closed: another reader",
                        "leaked without being closed: a read lock");
        assertThat(records.getLast().getThrown()).hasMessage("locked here");
    }
}
