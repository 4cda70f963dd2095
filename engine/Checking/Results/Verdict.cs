namespace NeuralCore.Checking;

/// <summary>What a comparison of one derivative ends with.</summary>
public enum Verdict
{
    /// <summary>Analytic and numeric derivative agree within the numeric error.</summary>
    Ok,

    /// <summary>They differ by more than the numeric error explains.</summary>
    Wrong,

    /// <summary>The function has a corner here: the slopes to the left and to the right differ however close one looks.</summary>
    Kink,

    /// <summary>The numeric derivative is too uncertain to tell.</summary>
    Noise,

    /// <summary>The same call gave two different answers.</summary>
    NonDeterministic,

    /// <summary>The analytic or the numeric derivative is no number, or infinite.</summary>
    NaN,

    /// <summary>The function depends on the input, and no gradient came back for it.</summary>
    NotConnected,
}
