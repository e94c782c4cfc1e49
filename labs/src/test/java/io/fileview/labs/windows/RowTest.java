package io.fileview.labs.windows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowTest {
    private static final Row ROW = new Row("rounds", "truncate", 12, Shown.HELD, "refused 0");

    @Test
    void aRowIsReadAsItWasPrinted() {
        assertThat(Row.isRow(ROW.line())).isTrue();
        assertThat(Row.parse(ROW.line())).isEqualTo(ROW);
    }

    @Test
    void aRowIsFoundBehindWhatAKilledProcessLeft() {
        assertThat(Row.parse("12." + ROW.line())).isEqualTo(ROW);
    }

    @Test
    void aDetailOfSeveralLinesBecomesOne() {
        Row row = new Row("rounds", "delete", 1, Shown.BROKEN, "first\n\tsecond\r\n");
        assertThat(Row.parse(row.line()).detail()).isEqualTo("first second");
    }

    @Test
    void otherLinesAreNoRows() {
        assertThat(Row.isRow("a row of trees")).isFalse();
    }
}
