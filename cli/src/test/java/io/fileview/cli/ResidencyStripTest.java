package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResidencyStripTest {
    @Test
    void aSmallFileHasACellForEachPage() {
        ResidencyStrip strip = new ResidencyStrip(5, 64);
        strip.add(1, 2);

        assertThat(strip.draw(true)).isEqualTo("[ ##  ]");
    }

    @Test
    void aCellIsFullOnlyIfAllItsPagesAreIn() {
        ResidencyStrip strip = new ResidencyStrip(4000, 4);
        strip.add(1, 999);
        strip.add(1000, 1000);
        strip.add(3999, 1);

        assertThat(strip.draw(true)).isEqualTo("[%# .]");
        assertThat(strip.draw(false)).isEqualTo("[▇█ ▁]");
    }

    @Test
    void theLargestFileFits() {
        long pages = Long.MAX_VALUE / 4096;
        ResidencyStrip strip = new ResidencyStrip(pages, 10);
        strip.add(0, pages);

        assertThat(strip.draw(true)).isEqualTo("[##########]");
    }

    @Test
    void anyFileIsCoveredByItsCells() {
        for (int pages = 1; pages < 200; pages++) {
            for (int cells = 1; cells < 70; cells += 3) {
                ResidencyStrip strip = new ResidencyStrip(pages, cells);
                for (int page = 0; page < pages; page++) {
                    strip.add(page, 1);
                }
                assertThat(strip.draw(true)).matches("\\[#+]");
            }
        }
    }
}
