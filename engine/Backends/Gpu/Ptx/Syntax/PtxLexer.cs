namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>A word, number or sign of a PTX text, and the line where it stands.</summary>
internal readonly record struct PtxToken(string Text, int Line);

/// <summary>Cuts a PTX text into words (dots included: <c>add.s32</c>, <c>%tid.x</c>, <c>.reg</c>), numbers and signs.</summary>
internal static class PtxLexer
{
    /// <summary>The tokens of the text; comments, .loc and .file lines are left out.</summary>
    public static List<PtxToken> Tokens(string text)
    {
        List<PtxToken> tokens = [];
        var line = 1;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '\n') line++;
            if (char.IsWhiteSpace(c)) i++;
            else if (c == '/' && i + 1 < text.Length && text[i + 1] == '/') i = EndOfLine(text, i);
            else if (c == '/' && i + 1 < text.Length && text[i + 1] == '*')
            {
                var end = text.IndexOf("*/", i + 2, StringComparison.Ordinal);
                if (end < 0) throw new DeviceException($"PTX line {line}: the comment that opens here is never closed");
                line += text.AsSpan(i, end - i).Count('\n');
                i = end + 2;
            }
            else if (c == '"')
            {
                var end = text.IndexOf('"', i + 1);
                if (end < 0) throw new DeviceException($"PTX line {line}: the string that opens here is never closed");
                tokens.Add(new(text[i..(end + 1)], line));
                i = end + 1;
            }
            else if (IsWord(c) || char.IsAsciiDigit(c))
            {
                var start = i;
                while (i < text.Length && (IsWord(text[i]) || char.IsAsciiDigit(text[i]))) i++;
                var word = text[start..i];
                if (word is ".loc" or ".file") i = EndOfLine(text, i);
                else tokens.Add(new(word, line));
            }
            else
            {
                tokens.Add(new(c.ToString(), line));
                i++;
            }
        }
        return tokens;
    }

    private static bool IsWord(char c) => char.IsAsciiLetter(c) || c is '_' or '$' or '%' or '.';

    private static int EndOfLine(string text, int i)
    {
        var end = text.IndexOf('\n', i);
        return end < 0 ? text.Length : end;
    }
}
