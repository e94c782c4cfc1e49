package io.fileview.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the library logs while this is open, instead of printing it. */
public final class LogRecords extends Handler implements AutoCloseable {
    /** Held, because a logger that nobody holds loses its handlers. */
    private static final Logger LOGGER = Logger.getLogger("io.fileview");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Level level = LOGGER.getLevel();

    private volatile Runnable whenLogged = () -> {};

    private LogRecords() {}

    /** Starts to record, whatever level a test has set. */
    public static LogRecords open() {
        LogRecords records = new LogRecords();
        LOGGER.addHandler(records);
        LOGGER.setLevel(null);
        LOGGER.setUseParentHandlers(false);
        return records;
    }

    /** Does something whenever something is logged, before it counts as such. */
    public void whenLogged(Runnable something) {
        whenLogged = something;
    }

    /** Returns what has been logged so far, in order. */
    public List<LogRecord> all() {
        return records;
    }

    /** Returns the messages so far that contain a text, in order. */
    public List<String> messages(String text) {
        return records.stream().map(LogRecord::getMessage).filter(m -> m.contains(text)).toList();
    }

    @Override
    public void publish(LogRecord record) {
        whenLogged.run();
        records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
        LOGGER.setLevel(level);
    }
}
