package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.View;
import io.fileview.memory.Options;
import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A file in memory with a mapping and a view, whose calls can be made to fail. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class FlushFixture {
    static final int PAGES = 8;
    FlushWorld world;
    FileMapping mapping;
    View view;

    @BeforeEach
    void open() throws IOException {
        use(Options.DEFAULT);
    }

    void use(Options options) throws IOException {
        close();
        world = new FlushWorld(PAGES, options);
        mapping = world.open();
        view = mapping.map();
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.system.faults().none();
            view.close();
            mapping.close();
        }
    }

    static FlushFailedException failing(ThrowingCallable flush) {
        FlushFailedException failure =
                catchThrowableOfType(
                        FlushFailedException.class, flush);
        assertThat(failure).as("the flush fails").isNotNull();
        return failure;
    }
}
