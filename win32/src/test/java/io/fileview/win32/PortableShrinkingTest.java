package io.fileview.win32;

/** The same with the portable engine. */
class PortableShrinkingTest extends Win32ShrinkingTest {
    @Override
    EngineChoice engine() {
        return new EngineChoice("portable");
    }
}
