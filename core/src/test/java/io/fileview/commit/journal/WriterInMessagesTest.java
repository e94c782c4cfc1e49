package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.spi.FileIdentity;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Whoever wrote the journal chose the name of its writer, which messages contain. */
class WriterInMessagesTest {
    @Test
    void itForgesNoLineAndMovesNoCursor() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slot = arena.allocate(JournalHeader.SIZE);
            new JournalHeader(
                    0, 1, 0, 8192, new FileIdentity("", 0, 1, 0), "a\nERROR\u001b[2J\u007f")
                    .encode(slot);
            JournalHeader read = JournalHeader.decode(slot);
            assertThat(read).isNotNull();
            assertThat(read.writer()).isEqualTo("a?ERROR?[2J?");
        }
    }
}
