<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Acts</name>
    <message numerus="yes">
        <source>%Ln acts</source>
        <translation>
            <numerusform>%Ln act</numerusform>
            <numerusform>%Ln acts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln accepted</source>
        <translation>
            <numerusform>%Ln accepted</numerusform>
            <numerusform>%Ln accepted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln mentions</source>
        <translation>
            <numerusform>%Ln mention</numerusform>
            <numerusform>%Ln mentions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import of %Ln articles</source>
        <translation>
            <numerusform>Import of %Ln article</numerusform>
            <numerusform>Import of %Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In the bin: %Ln articles</source>
        <translation>
            <numerusform>In the bin: %Ln article</numerusform>
            <numerusform>In the bin: %Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Out of the bin: %Ln articles</source>
        <translation>
            <numerusform>Out of the bin: %Ln article</numerusform>
            <numerusform>Out of the bin: %Ln articles</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Adjudication</name>
    <message numerus="yes">
        <source>%Ln cases</source>
        <translation>
            <numerusform>%Ln case</numerusform>
            <numerusform>%Ln cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>one of %Ln of this sort</source>
        <translation>
            <numerusform>one of %Ln of this sort</numerusform>
            <numerusform>one of %Ln of this sort</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln places</source>
        <translation>
            <numerusform>%Ln place</numerusform>
            <numerusform>%Ln places</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Agreement</name>
    <message numerus="yes">
        <source>%Ln articles coded by several people</source>
        <translation>
            <numerusform>%Ln article coded by several people</numerusform>
            <numerusform>%Ln articles coded by several people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>95 % intervals, %Ln draws of articles</source>
        <translation>
            <numerusform>95 % intervals, %Ln draw of articles</numerusform>
            <numerusform>95 % intervals, %Ln draws of articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files written</source>
        <translation>
            <numerusform>%Ln file written</numerusform>
            <numerusform>%Ln files written</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln questions of reviewers unanswered</source>
        <translation>
            <numerusform>%Ln question of reviewers unanswered</numerusform>
            <numerusform>%Ln questions of reviewers unanswered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from %Ln articles with a yes: few</source>
        <translation>
            <numerusform>from %Ln article with a yes: few</numerusform>
            <numerusform>from %Ln articles with a yes: few</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Backups</name>
    <message numerus="yes">
        <source>%Ln acts</source>
        <translation>
            <numerusform>%Ln act</numerusform>
            <numerusform>%Ln acts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln finished</source>
        <comment>articles</comment>
        <translation>
            <numerusform>%Ln finished</numerusform>
            <numerusform>%Ln finished</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans</source>
        <translation>
            <numerusform>%Ln span</numerusform>
            <numerusform>%Ln spans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln topic answers</source>
        <translation>
            <numerusform>%Ln topic answer</numerusform>
            <numerusform>%Ln topic answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln reviews</source>
        <translation>
            <numerusform>%Ln review</numerusform>
            <numerusform>%Ln reviews</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message numerus="yes">
        <source>%Ln words</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>≈ %Ln min</source>
        <translation>
            <numerusform>≈ %Ln min</numerusform>
            <numerusform>≈ %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{why}. %Ln acts are kept here and tried again</source>
        <translation>
            <numerusform>{why}. %Ln act is kept here and tried again</numerusform>
            <numerusform>{why}. %Ln acts are kept here and tried again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Another program holds {name}: %Ln acts are kept here and tried again</source>
        <translation>
            <numerusform>Another program holds {name}: %Ln act is kept here and tried again</numerusform>
            <numerusform>Another program holds {name}: %Ln acts are kept here and tried again</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%Ln articles go out</source>
        <translation>
            <numerusform>%Ln article goes out</numerusform>
            <numerusform>%Ln articles go out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans</source>
        <translation>
            <numerusform>%Ln span</numerusform>
            <numerusform>%Ln spans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without a date stay</source>
        <translation>
            <numerusform>%Ln without a date stays</numerusform>
            <numerusform>%Ln without a date stay</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln refused</source>
        <translation>
            <numerusform>%Ln refused</numerusform>
            <numerusform>%Ln refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln there already</source>
        <translation>
            <numerusform>%Ln there already</numerusform>
            <numerusform>%Ln there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln copies</source>
        <translation>
            <numerusform>%Ln copy</numerusform>
            <numerusform>%Ln copies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>labels for %Ln articles of other files</source>
        <translation>
            <numerusform>labels for %Ln article of other files</numerusform>
            <numerusform>labels for %Ln articles of other files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln near copies of articles here</source>
        <translation>
            <numerusform>%Ln near copy of an article here</numerusform>
            <numerusform>%Ln near copies of articles here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with a taken id</source>
        <translation>
            <numerusform>%Ln with a taken id</numerusform>
            <numerusform>%Ln with a taken id</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln other files left aside</source>
        <translation>
            <numerusform>%Ln other file left aside</numerusform>
            <numerusform>%Ln other files left aside</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message numerus="yes">
        <source>%Ln mentions</source>
        <translation>
            <numerusform>%Ln mention</numerusform>
            <numerusform>%Ln mentions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{chosen} of %Ln mentions chosen</source>
        <translation>
            <numerusform>{chosen} of %Ln mention chosen</numerusform>
            <numerusform>{chosen} of %Ln mentions chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repeat on %Ln</source>
        <translation>
            <numerusform>Repeat on %Ln</numerusform>
            <numerusform>Repeat on %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{chosen} of {total} mentions, in %Ln articles</source>
        <translation>
            <numerusform>{chosen} of {total} mentions, in %Ln article</numerusform>
            <numerusform>{chosen} of {total} mentions, in %Ln articles</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>History</name>
    <message numerus="yes">
        <source>Undo %Ln acts</source>
        <translation>
            <numerusform>Undo %Ln act</numerusform>
            <numerusform>Undo %Ln acts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undo back to here · %Ln</source>
        <translation>
            <numerusform>Undo back to here · %Ln</numerusform>
            <numerusform>Undo back to here · %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln undone…</source>
        <translation>
            <numerusform>%Ln undone…</numerusform>
            <numerusform>%Ln undone…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans</source>
        <translation>
            <numerusform>%Ln span</numerusform>
            <numerusform>%Ln spans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln words</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message numerus="yes">
        <source>%Ln articles</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans</source>
        <translation>
            <numerusform>%Ln span</numerusform>
            <numerusform>%Ln spans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans accepted unseen left out</source>
        <translation>
            <numerusform>%Ln span accepted unseen left out</numerusform>
            <numerusform>%Ln spans accepted unseen left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans not as they are here</source>
        <translation>
            <numerusform>%Ln span not as it is here</numerusform>
            <numerusform>%Ln spans not as they are here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln damages found: left out</source>
        <translation>
            <numerusform>%Ln damage found: left out</numerusform>
            <numerusform>%Ln damages found: left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{group} left undecided in %Ln articles</source>
        <translation>
            <numerusform>{group} left undecided in %Ln article</numerusform>
            <numerusform>{group} left undecided in %Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles with several topics of a group that takes one</source>
        <translation>
            <numerusform>%Ln article with several topics of a group that takes one</numerusform>
            <numerusform>%Ln articles with several topics of a group that takes one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Kit</name>
    <message numerus="yes">
        <source>{name}: %Ln articles finished</source>
        <translation>
            <numerusform>{name}: %Ln article finished</numerusform>
            <numerusform>{name}: %Ln articles finished</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Learning</name>
    <message numerus="yes">
        <source>of what was shown in the last %Ln articles</source>
        <translation>
            <numerusform>of what was shown in the last %Ln article</numerusform>
            <numerusform>of what was shown in the last %Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too little time to learn from %Ln articles: no corrector is in use</source>
        <translation>
            <numerusform>Too little time to learn from %Ln article: no corrector is in use</numerusform>
            <numerusform>Too little time to learn from %Ln articles: no corrector is in use</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too little time to learn from %Ln articles: corrector {kept} stays in use</source>
        <translation>
            <numerusform>Too little time to learn from %Ln article: corrector {kept} stays in use</numerusform>
            <numerusform>Too little time to learn from %Ln articles: corrector {kept} stays in use</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles of several people are not settled: only what all of them say is learned.</source>
        <translation>
            <numerusform>%Ln article of several people is not settled: only what all of them say is learned.</numerusform>
            <numerusform>%Ln articles of several people are not settled: only what all of them say is learned.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Next training after {due} finished articles: %Ln&#xa0;to&#xa0;go.</source>
        <translation>
            <numerusform>Next training after {due} finished articles: %Ln&#xa0;to&#xa0;go.</numerusform>
            <numerusform>Next training after {due} finished articles: %Ln&#xa0;to&#xa0;go.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first training comes after {due} finished articles: %Ln&#xa0;to&#xa0;go.</source>
        <translation>
            <numerusform>The first training comes after {due} finished articles: %Ln&#xa0;to&#xa0;go.</numerusform>
            <numerusform>The first training comes after {due} finished articles: %Ln&#xa0;to&#xa0;go.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The line begins with the next training: %Ln more to finish.</source>
        <translation>
            <numerusform>The line begins with the next training: %Ln more to finish.</numerusform>
            <numerusform>The line begins with the next training: %Ln more to finish.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Off by {error} on average, over %Ln suggestions.</source>
        <translation>
            <numerusform>Off by {error} on average, over %Ln suggestion.</numerusform>
            <numerusform>Off by {error} on average, over %Ln suggestions.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learned from %Ln articles</source>
        <translation>
            <numerusform>Learned from %Ln article</numerusform>
            <numerusform>Learned from %Ln articles</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lists</name>
    <message numerus="yes">
        <source>Move %Ln articles to the bin</source>
        <translation>
            <numerusform>Move to the bin</numerusform>
            <numerusform>Move %Ln articles to the bin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln open</source>
        <translation>
            <numerusform>%Ln open</numerusform>
            <numerusform>%Ln open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans</source>
        <translation>
            <numerusform>%Ln span</numerusform>
            <numerusform>%Ln spans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln words</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln doubtful</source>
        <translation>
            <numerusform>%Ln doubtful</numerusform>
            <numerusform>%Ln doubtful</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Looks</name>
    <message numerus="yes">
        <source>Of 100 entities about {n} stay wrong or missed if you look only where asked ({lowest}–{highest}, %Ln articles).</source>
        <translation>
            <numerusform>Of 100 entities about {n} stay wrong or missed if you look only where asked ({lowest}–{highest}, %Ln article).</numerusform>
            <numerusform>Of 100 entities about {n} stay wrong or missed if you look only where asked ({lowest}–{highest}, %Ln articles).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of 100 entities about {n} stay wrong or missed if you look only where asked ({lowest}–{highest}, %Ln articles), more than the {promise} this setting aims at.</source>
        <translation>
            <numerusform>Of 100 entities about {n} stay wrong or missed if you look only where asked ({lowest}–{highest}, %Ln article), more than the {promise} this setting aims at.</numerusform>
            <numerusform>Of 100 entities about {n} stay wrong or missed if you look only where asked ({lowest}–{highest}, %Ln articles), more than the {promise} this setting aims at.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Merging</name>
    <message numerus="yes">
        <source>%Ln articles handed in, without texts</source>
        <translation>
            <numerusform>%Ln article handed in, without texts</numerusform>
            <numerusform>%Ln articles handed in, without texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln remarks without what they quoted</source>
        <translation>
            <numerusform>%Ln remark without what it quoted</numerusform>
            <numerusform>%Ln remarks without what they quoted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles finished by several</source>
        <translation>
            <numerusform>%Ln article finished by several</numerusform>
            <numerusform>%Ln articles finished by several</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln texts unknown</source>
        <translation>
            <numerusform>%Ln text unknown</numerusform>
            <numerusform>%Ln texts unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new labels or topics</source>
        <translation>
            <numerusform>%Ln new label or topic</numerusform>
            <numerusform>%Ln new labels or topics</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln reviews merged</source>
        <translation>
            <numerusform>%Ln review merged</numerusform>
            <numerusform>%Ln reviews merged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %Ln reviews</source>
        <translation>
            <numerusform>{name}: %Ln review</numerusform>
            <numerusform>{name}: %Ln reviews</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln reviews come</source>
        <translation>
            <numerusform>%Ln review comes</numerusform>
            <numerusform>%Ln reviews come</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln take the place of earlier ones</source>
        <translation>
            <numerusform>%Ln takes the place of an earlier one</numerusform>
            <numerusform>%Ln take the place of earlier ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln were taken back by the coder</source>
        <translation>
            <numerusform>%Ln was taken back by the coder</numerusform>
            <numerusform>%Ln were taken back by the coder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are here already</source>
        <translation>
            <numerusform>%Ln is here already</numerusform>
            <numerusform>%Ln are here already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are left aside:</source>
        <translation>
            <numerusform>%Ln is left aside:</numerusform>
            <numerusform>%Ln are left aside:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message numerus="yes">
        <source>That replaces “{surface}” ({label}) and %Ln more. Once more does it</source>
        <translation>
            <numerusform>That replaces “{surface}” ({label}) and %Ln more. Once more does it</numerusform>
            <numerusform>That replaces “{surface}” ({label}) and %Ln more. Once more does it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repeated on %Ln more “{surface}”</source>
        <translation>
            <numerusform>Repeated on %Ln more “{surface}”</numerusform>
            <numerusform>Repeated on %Ln more “{surface}”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Without “{surface}”: %Ln more</source>
        <translation>
            <numerusform>Without “{surface}”: %Ln more</numerusform>
            <numerusform>Without “{surface}”: %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln other mentions of “{surface}” labelled {label} too (=), still open</source>
        <translation>
            <numerusform>%Ln other mention of “{surface}” labelled {label} too (=), still open</numerusform>
            <numerusform>%Ln other mentions of “{surface}” labelled {label} too (=), still open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{surface}” is doubtful, like %Ln more not looked at. To accept all:</source>
        <translation>
            <numerusform>“{surface}” is doubtful, like %Ln more not looked at. To accept all:</numerusform>
            <numerusform>“{surface}” is doubtful, like %Ln more not looked at. To accept all:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln names are here for the first time. Tab and Space look at each</source>
        <translation>
            <numerusform>%Ln name is here for the first time. Tab and Space look at each</numerusform>
            <numerusform>%Ln names are here for the first time. Tab and Space look at each</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln places left where the suggestions differ</source>
        <translation>
            <numerusform>%Ln place left where the suggestions differ</numerusform>
            <numerusform>%Ln places left where the suggestions differ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done. That is %Ln words a minute: faster than anyone reads</source>
        <translation>
            <numerusform>Done. That is %Ln word a minute: faster than anyone reads</numerusform>
            <numerusform>Done. That is %Ln words a minute: faster than anyone reads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done. %Ln articles in a row were not looked at; Ctrl+PageUp goes back</source>
        <translation>
            <numerusform>Done. %Ln article in a row was not looked at; Ctrl+PageUp goes back</numerusform>
            <numerusform>Done. %Ln articles in a row were not looked at; Ctrl+PageUp goes back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln names that you saw stay unmarked</source>
        <translation>
            <numerusform>%Ln name that you saw stays unmarked</numerusform>
            <numerusform>%Ln names that you saw stay unmarked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln doubtful, all seen ( . goes there)</source>
        <translation>
            <numerusform>%Ln doubtful, all seen ( . goes there)</numerusform>
            <numerusform>%Ln doubtful, all seen ( . goes there)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Enter accepts %Ln</source>
        <translation>
            <numerusform>Enter accepts %Ln</numerusform>
            <numerusform>Enter accepts %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{label}: %Ln “{surface}”</source>
        <translation>
            <numerusform>{label}: %Ln “{surface}”</numerusform>
            <numerusform>{label}: %Ln “{surface}”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{label}: %Ln mentions</source>
        <translation>
            <numerusform>{label}: %Ln mention</numerusform>
            <numerusform>{label}: %Ln mentions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Rejected: %Ln “{surface}”</source>
        <translation>
            <numerusform>Rejected: %Ln “{surface}”</numerusform>
            <numerusform>Rejected: %Ln “{surface}”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Rejected: %Ln mentions</source>
        <translation>
            <numerusform>Rejected: %Ln mention</numerusform>
            <numerusform>Rejected: %Ln mentions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %Ln articles</source>
        <translation>
            <numerusform>in %Ln article</numerusform>
            <numerusform>in %Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The suggestions differ in %Ln places</source>
        <translation>
            <numerusform>The suggestions differ in %Ln place</numerusform>
            <numerusform>The suggestions differ in %Ln places</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Evidence for {topic}, %Ln words: {words}</source>
        <translation>
            <numerusform>Evidence for {topic}, %Ln word: {words}</numerusform>
            <numerusform>Evidence for {topic}, %Ln words: {words}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln above</source>
        <translation>
            <numerusform>%Ln above</numerusform>
            <numerusform>%Ln above</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln below</source>
        <translation>
            <numerusform>%Ln below</numerusform>
            <numerusform>%Ln below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undone: %Ln acts</source>
        <translation>
            <numerusform>Undone: %Ln act</numerusform>
            <numerusform>Undone: %Ln acts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left as they are: changed since</source>
        <translation>
            <numerusform>%Ln left as it is: changed since</numerusform>
            <numerusform>%Ln left as they are: changed since</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labels suggested from near copy #{article}</source>
        <translation>
            <numerusform>%Ln label suggested from near copy #{article}</numerusform>
            <numerusform>%Ln labels suggested from near copy #{article}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln topics suggested</source>
        <translation>
            <numerusform>%Ln topic suggested</numerusform>
            <numerusform>%Ln topics suggested</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln topics suggested from near copy #{article}</source>
        <translation>
            <numerusform>%Ln topic suggested from near copy #{article}</numerusform>
            <numerusform>%Ln topics suggested from near copy #{article}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln suggested already</source>
        <translation>
            <numerusform>%Ln suggested already</numerusform>
            <numerusform>%Ln suggested already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln decided here already</source>
        <translation>
            <numerusform>%Ln decided here already</numerusform>
            <numerusform>%Ln decided here already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not here in the same words</source>
        <translation>
            <numerusform>%Ln not here in the same words</numerusform>
            <numerusform>%Ln not here in the same words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Release</name>
    <message numerus="yes">
        <source>%Ln near copies stay together.</source>
        <translation>
            <numerusform>%Ln near copy stays together.</numerusform>
            <numerusform>%Ln near copies stay together.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Parted, %Ln held out would have a copy in train.</source>
        <translation>
            <numerusform>Parted, %Ln held out would have a copy in train.</numerusform>
            <numerusform>Parted, %Ln held out would have a copy in train.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles not yet looked at for copies</source>
        <translation>
            <numerusform>%Ln article not yet looked at for copies</numerusform>
            <numerusform>%Ln articles not yet looked at for copies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans</source>
        <translation>
            <numerusform>%Ln span</numerusform>
            <numerusform>%Ln spans</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Scheme</name>
    <message numerus="yes">
        <source>{source} becomes {target}: {what}. %Ln stretches of text have both: one span of each remains.</source>
        <translation>
            <numerusform>{source} becomes {target}: {what}. %Ln stretch of text has both: one span of it remains.</numerusform>
            <numerusform>{source} becomes {target}: {what}. %Ln stretches of text have both: one span of each remains.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Used in %Ln articles: {what}</source>
        <translation>
            <numerusform>Used in %Ln article: {what}</numerusform>
            <numerusform>Used in %Ln articles: {what}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spans</source>
        <translation>
            <numerusform>%Ln span</numerusform>
            <numerusform>%Ln spans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln topic answers</source>
        <translation>
            <numerusform>%Ln topic answer</numerusform>
            <numerusform>%Ln topic answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln suggestions</source>
        <translation>
            <numerusform>%Ln suggestion</numerusform>
            <numerusform>%Ln suggestions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln decisions</source>
        <translation>
            <numerusform>%Ln decision</numerusform>
            <numerusform>%Ln decisions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln coding rules</source>
        <translation>
            <numerusform>%Ln coding rule</numerusform>
            <numerusform>%Ln coding rules</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message numerus="yes">
        <source>%Ln articles found</source>
        <translation>
            <numerusform>%Ln article found</numerusform>
            <numerusform>%Ln articles found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>accept %Ln</source>
        <translation>
            <numerusform>accept %Ln</numerusform>
            <numerusform>accept %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln doubtful</source>
        <translation>
            <numerusform>%Ln doubtful</numerusform>
            <numerusform>%Ln doubtful</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Team</name>
    <message numerus="yes">
        <source>%Ln articles can be drawn</source>
        <translation>
            <numerusform>%Ln article can be drawn</numerusform>
            <numerusform>%Ln articles can be drawn</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln own ones that nobody began, too</source>
        <translation>
            <numerusform>%Ln own one that nobody began, too</numerusform>
            <numerusform>%Ln own ones that nobody began, too</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles for a coder</source>
        <translation>
            <numerusform>%Ln article for a coder</numerusform>
            <numerusform>%Ln articles for a coder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln hours</source>
        <translation>
            <numerusform>about %Ln hour</numerusform>
            <numerusform>about %Ln hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hand-outs made</source>
        <translation>
            <numerusform>%Ln hand-out made</numerusform>
            <numerusform>%Ln hand-outs made</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles</source>
        <translation>
            <numerusform>%Ln article</numerusform>
            <numerusform>%Ln articles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %Ln more for ± .1</source>
        <translation>
            <numerusform>{name}: %Ln more for ± .1</numerusform>
            <numerusform>{name}: %Ln more for ± .1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln as in gold</source>
        <translation>
            <numerusform>%Ln as in gold</numerusform>
            <numerusform>%Ln as in gold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln differ</source>
        <translation>
            <numerusform>%Ln differs</numerusform>
            <numerusform>%Ln differ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln articles for training left</source>
        <translation>
            <numerusform>%Ln article for training left</numerusform>
            <numerusform>%Ln articles for training left</numerusform>
        </translation>
    </message>
</context>
</TS>
