package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The run of the suite that is to see the library as a module does see it as one. */
class ModuleTest {
    @Test
    void theLibraryIsInTheModuleThatThisRunIsAbout() {
        Module module = FileMapping.class.getModule();

        assertThat(module.isNamed() ? module.getName() : "none")
                .isEqualTo(System.getProperty("fileview.test.module", "none"));
        assertThat(ModuleTest.class.getModule()).isSameAs(module);
    }
}
