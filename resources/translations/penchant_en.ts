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
    <message numerus="yes">
        <source>%1, %n liked</source>
        <translation>
            <numerusform>%1, %n liked</numerusform>
            <numerusform>%1, %n liked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n not readable</source>
        <translation>
            <numerusform>%1, %n not readable</numerusform>
            <numerusform>%1, %n not readable</numerusform>
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
<context>
    <name>Duel</name>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n pair</numerusform>
            <numerusform>%n pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) were called no difference.</source>
        <translation>
            <numerusform>%n pair was called no difference.</numerusform>
            <numerusform>%n pairs were called no difference.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Readiness</name>
    <message numerus="yes">
        <source>%n like(s)</source>
        <translation>
            <numerusform>%n like</numerusform>
            <numerusform>%n likes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s) cannot tell a look from a subject; about 20 make it yours.</source>
        <translation>
            <numerusform>One like cannot tell a look from a subject; about 20 make it yours.</numerusform>
            <numerusform>%n likes cannot tell a look from a subject; about 20 make it yours.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s) show a first idea; about 20 make it yours.</source>
        <translation>
            <numerusform>%n like shows a first idea; about 20 make it yours.</numerusform>
            <numerusform>%n likes show a first idea; about 20 make it yours.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s) look like screenshots or drawings and teach nothing about photos.</source>
        <translation>
            <numerusform>One like looks like a screenshot or a drawing and teaches nothing about photos.</numerusform>
            <numerusform>%n likes look like screenshots or drawings and teach nothing about photos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n black-and-white like(s) are left out, since most are in colour.</source>
        <translation>
            <numerusform>One black-and-white like is left out, since most are in colour.</numerusform>
            <numerusform>%n black-and-white likes are left out, since most are in colour.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s) in colour are left out, since most are black-and-white.</source>
        <translation>
            <numerusform>One like in colour is left out, since most are black-and-white.</numerusform>
            <numerusform>%n likes in colour are left out, since most are black-and-white.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s) are near-copies of others and count once with them.</source>
        <translation>
            <numerusform>One like is a near-copy of another and counts once with it.</numerusform>
            <numerusform>%n likes are near-copies of others and count once with them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s) under 400 pixels tell little about fine tones.</source>
        <translation>
            <numerusform>One like under 400 pixels tells little about fine tones.</numerusform>
            <numerusform>%n likes under 400 pixels tell little about fine tones.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s) cannot be opened and are left out.</source>
        <translation>
            <numerusform>One like cannot be opened and is left out.</numerusform>
            <numerusform>%n likes cannot be opened and are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Teach</name>
    <message numerus="yes">
        <source>%n open photo(s)</source>
        <translation>
            <numerusform>%n open photo</numerusform>
            <numerusform>%n open photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skin moved further than usual in %n photo(s).</source>
        <translation>
            <numerusform>Skin moved further than usual in %n photo.</numerusform>
            <numerusform>Skin moved further than usual in %n photos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Light or dark detail was lost in %n photo(s).</source>
        <translation>
            <numerusform>Light or dark detail was lost in %n photo.</numerusform>
            <numerusform>Light or dark detail was lost in %n photos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Detail changed more than usual in %n photo(s).</source>
        <translation>
            <numerusform>Detail changed more than usual in %n photo.</numerusform>
            <numerusform>Detail changed more than usual in %n photos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) changed more than usual.</source>
        <translation>
            <numerusform>%n photo changed more than usual.</numerusform>
            <numerusform>%n photos changed more than usual.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) you edited</source>
        <translation>
            <numerusform>%n photo you edited</numerusform>
            <numerusform>%n photos you edited</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) found by name.</source>
        <translation>
            <numerusform>%n pair found by name.</numerusform>
            <numerusform>%n pairs found by name.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names} and %n more</numerusform>
            <numerusform>{names} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s)</source>
        <translation>
            <numerusform>%n like</numerusform>
            <numerusform>%n likes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n pair</numerusform>
            <numerusform>%n pairs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Share</name>
    <message numerus="yes">
        <source>On %n of your photo(s) it does {share} of what the style does (mean difference {delta}, ΔE 2000).</source>
        <translation>
            <numerusform>On %n of your photos it does {share} of what the style does (mean difference {delta}, ΔE 2000).</numerusform>
            <numerusform>On %n of your photos it does {share} of what the style does (mean difference {delta}, ΔE 2000).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message numerus="yes">
        <source>Ratings of %n photo(s) were taken over.</source>
        <translation>
            <numerusform>The ratings of %n photo were taken over.</numerusform>
            <numerusform>The ratings of %n photos were taken over.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ratings of %n photo(s) were written beside them.</source>
        <translation>
            <numerusform>The ratings of %n photo were written beside it.</numerusform>
            <numerusform>The ratings of %n photos were written beside them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n like(s) were added.</source>
        <translation>
            <numerusform>%n like was added.</numerusform>
            <numerusform>%n likes were added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read.</source>
        <translation>
            <numerusform>%n file could not be read.</numerusform>
            <numerusform>%n files could not be read.</numerusform>
        </translation>
    </message>
</context>
</TS>
