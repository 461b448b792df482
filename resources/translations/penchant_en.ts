<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB">
<context>
    <name>GalleryPanel</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message numerus="yes">
        <source>%1 of the %n photo(s) say where they were taken. With this choice, they will.</source>
        <translation>
            <numerusform>The photo says where it was taken. With this choice, the copy will.</numerusform>
            <numerusform>%1 of the %n photos say where they were taken. With this choice, they will.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of the %n photo(s) say where they were taken. With this choice, none will.</source>
        <translation>
            <numerusform>The photo says where it was taken. With this choice, the copy will not.</numerusform>
            <numerusform>%1 of the %n photos say where they were taken. With this choice, none will.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Names</name>
    <message numerus="yes">
        <source>%1 of %n had to change</source>
        <translation>
            <numerusform>It had to change</numerusform>
            <numerusform>%1 of %n had to change</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message numerus="yes">
        <source>Export %n photo(s)</source>
        <translation>
            <numerusform>Export %n photo</numerusform>
            <numerusform>Export %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobWindow</name>
    <message numerus="yes">
        <source>%n photo(s) were not exported</source>
        <translation>
            <numerusform>%n photo was not exported</numerusform>
            <numerusform>%n photos were not exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) exported</source>
        <translation>
            <numerusform>%n photo exported</numerusform>
            <numerusform>%n photos exported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n were not.</source>
        <translation>
            <numerusform>%1, %n was not.</numerusform>
            <numerusform>%1, %n were not.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AboutSheet</name>
    <message numerus="yes">
        <source>%n style(s) are here.</source>
        <translation>
            <numerusform>%n style is here.</numerusform>
            <numerusform>%n styles are here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Stars</name>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CanvasBar</name>
    <message numerus="yes">
        <source>%n styles</source>
        <translation>
            <numerusform>%n style</numerusform>
            <numerusform>%n styles</numerusform>
        </translation>
    </message>
</context>
</TS>
