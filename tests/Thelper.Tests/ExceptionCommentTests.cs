using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Thelper.Testing;

namespace Thelper.Tests;

/// <summary>A member that anybody can call and that refuses what a user gave says so in its comment, or inherits the comment of a base that does.</summary>
public sealed class ExceptionCommentTests
{
    private const string Error = "UserErrorException";

    [Fact]
    public void Members_that_throw_the_users_error_say_when()
    {
        var root = Repository.File("src");
        var types = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(root, file).Split('/').Any(part => part is "bin" or "obj" or "Generated"))
            .AsParallel().SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: Path.GetRelativePath(root, file)).GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()).ToList();

        // By simple names: parts of a type lie in several files, and a type of the same name elsewhere can only make the test milder.
        var bases = types.ToLookup(type => type.Identifier.Text, type => (type.BaseList?.Types ?? []).Select(entry => entry.Type.ToString().Split('<', '(')[0].Split('.')[^1]));
        var spoken = types.SelectMany(type => type.Members.Where(member => Comment(member).Contains("<exception", StringComparison.Ordinal)).Select(member => (type.Identifier.Text, NameOf(member)))).ToHashSet();
        var throwing = types.Where(IsPublic).SelectMany(type => type.Members.Where(member => IsOpen(member) && Throws(member)).Select(member => (Type: type.Identifier.Text, Member: member))).ToList();

        throwing.Count.ShouldBeGreaterThan(100);
        throwing.Where(entry => !Says(entry.Type, entry.Member))
            .Select(entry => $"{entry.Member.SyntaxTree.FilePath}:{entry.Member.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {entry.Type}, {NameOf(entry.Member)}")
            .ShouldBeEmpty($"the comment needs a line <exception cref=\"{Error}\">");

        bool Says(string type, MemberDeclarationSyntax member) => Comment(member).Contains("<exception", StringComparison.Ordinal)
            || (Comment(member).Contains("<inheritdoc", StringComparison.Ordinal) && Above(type, []).Any(above => spoken.Contains((above, NameOf(member)))));

        IEnumerable<string> Above(string type, HashSet<string> seen) => bases[type].SelectMany(names => names).Where(seen.Add).SelectMany(name => Above(name, seen).Prepend(name));
    }

    private static string Comment(SyntaxNode node) => node.GetLeadingTrivia().ToFullString();

    private static bool IsPublic(TypeDeclarationSyntax type) => type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().All(outer => outer.Modifiers.Any(SyntaxKind.PublicKeyword));

    private static bool IsOpen(MemberDeclarationSyntax member) => !member.Modifiers.Any(SyntaxKind.PrivateKeyword)
        && (member.Parent is InterfaceDeclarationSyntax || member.Modifiers.Any(SyntaxKind.PublicKeyword) || member.Modifiers.Any(SyntaxKind.ProtectedKeyword));

    private static bool Throws(MemberDeclarationSyntax member) => member is (BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax)
        && member.DescendantNodes().Any(node => ThrownBy(node) is ObjectCreationExpressionSyntax thrown && thrown.Type.ToString() == Error && !IsCaught(node));

    private static ExpressionSyntax? ThrownBy(SyntaxNode node) => (node as ThrowStatementSyntax)?.Expression ?? (node as ThrowExpressionSyntax)?.Expression;

    private static bool IsCaught(SyntaxNode node) => node.Ancestors().OfType<TryStatementSyntax>()
        .Any(attempt => attempt.Block.Span.Contains(node.Span) && attempt.Catches.Any(handler => handler.Declaration?.Type.ToString() == Error));

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => member.Kind().ToString(),
    };
}
