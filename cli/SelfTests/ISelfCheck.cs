namespace NeuralCore.Cli.SelfTests;

/// <summary>One question that a self-test puts to a device.</summary>
internal interface ISelfCheck
{
    /// <summary>What is checked, in a word or three.</summary>
    string Name { get; }

    /// <summary>Puts the question; whatever it throws counts as a failure with that message.</summary>
    CheckResult Run(SelfTestStand stand);
}
