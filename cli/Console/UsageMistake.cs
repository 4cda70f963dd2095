using System.CommandLine;
using System.CommandLine.Parsing;

namespace NeuralCore.Cli;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class UsageMistake
{
    /// <summary>An unknown word is named with its nearest neighbour, a missing one with what it may be; the rest the options say themselves.</summary>
    public static string Of(ParseResult parsed)
    {
        var result = parsed.CommandResult;
        if (parsed.UnmatchedTokens is [var word, ..]) return Unknown(word, result);
        if (result.Command.Subcommands.Count > 0)
            return $"a command is needed; there are {string.Join(", ", result.Command.Subcommands.Select(sub => sub.Name))}";
        foreach (var argument in result.Command.Arguments)
            if (argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 })
                return $"{Path(result)}needs <{argument.Name}>. {argument.Description}";
        foreach (var given in result.Children.OfType<OptionResult>())
            if (given.Tokens.Count < given.Option.Arity.MinimumNumberOfValues && !given.Implicit)
                return $"{given.Option.Name} needs <{given.Option.HelpName ?? given.Option.Name.TrimStart('-')}>. {given.Option.Description}";
        return parsed.Errors[0].Message;
    }

    /// <summary>The words up to a command, each with a blank behind it; none for the program itself.</summary>
    public static string Path(CommandResult result) => result.Parent is CommandResult parent ? $"{Path(parent)}{result.Command.Name} " : "";

    private static string Unknown(string word, CommandResult result)
    {
        var command = result.Command;
        if (!word.StartsWith('-'))
            return $"unknown {(command.Subcommands.Count > 0 ? "command" : "argument")} '{word}'{Nearest.Suggestion(word, command.Subcommands.Select(sub => sub.Name))}";
        IEnumerable<Option> inherited = result.Parent is CommandResult ? [.. Ancestors(result).SelectMany(c => c.Options).Where(o => o.Recursive)] : [];
        return $"unknown option '{word}'{Nearest.Suggestion(word, command.Options.Concat(inherited).Select(option => option.Name))}";
    }

    private static IEnumerable<Command> Ancestors(CommandResult result)
    {
        for (var parent = result.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
            yield return parent.Command;
    }
}
