package io.fileview.memory;

import io.fileview.spi.FileLocation;
import java.net.URI;
import org.junit.jupiter.api.Nested;

/** The memory engine keeps the contract, however it is made. */
class MemoryContractTest {
    @Nested
    class WithSegments extends MemoryWorld {
        WithSegments() {
            super(Options.DEFAULT);
        }
    }

    @Nested
    class WithSegmentsInPagesOf64KiB extends MemoryWorld {
        WithSegmentsInPagesOf64KiB() {
            super(Options.DEFAULT.pageSize(64 << 10).sectorSize(4096));
        }
    }

    @Nested
    class InSoftware extends MemoryWorld {
        InSoftware() {
            super(Options.DEFAULT.mode(Mode.SOFTWARE));
        }
    }

    @Nested
    class InSoftwareInPagesOf16KiB extends MemoryWorld {
        InSoftwareInPagesOf16KiB() {
            super(Options.DEFAULT.mode(Mode.SOFTWARE).pageSize(16 << 10));
        }
    }

    @Nested
    class ByUriAndWithNamedTemporaries extends MemoryWorld {
        ByUriAndWithNamedTemporaries() {
            super(Options.DEFAULT.urisOnly().namedTemporaries());
        }

        @Override
        public FileLocation at(String name) {
            return FileLocation.of(URI.create("memory:" + path(name).toUri().getPath()));
        }
    }

    @Nested
    class WithoutAbilities extends MemoryWorld {
        WithoutAbilities() {
            super(without());
        }

        private static Options without() {
            Options options = Options.DEFAULT;
            for (Ability ability : Ability.values()) {
                options = options.without(ability);
            }
            return options;
        }
    }
}
