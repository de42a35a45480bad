import { forbiddenModules, modules, sources } from './sources-of-time-and-chance.js';

/**
 * Forbids every way to the machine's clock, timers and randomness, however it is spelled: global, member of a
 * global object, destructured, imported, or behind an alias that hides which member is used.
 */
export const noWallClock = {
  meta: {
    type: 'problem',
    messages: {
      time: "'{{name}}' goes past the session's clock, so the code cannot run in virtual time: use a Clock.",
      chance: "'{{name}}' goes past the session's seed, so a run cannot be repeated: use a Random.",
      alias: "'{{name}}' is handed on whole, which hides what is used of it: write '{{name}}.member'.",
      module:
        "'{{name}}' goes past the session's clock, so the code cannot run in virtual time: use a Clock.",
      now: "'{{name}}()' with no argument formats the machine's time: pass it the time to format.",
    },
  },

  create(context) {
    const { scopeManager } = context.sourceCode;
    const report = (node, messageId, name) => context.report({ node, messageId, data: { name } });

    /** Judges one member, and follows it where it is a source itself. */
    function judgeMember(node, source, member, path, onSource) {
      const { time = [], chance = [], leadsTo = {} } = sources[source];
      const name = path === '' ? member : `${path}.${member}`;
      if (time.includes(member)) report(node, 'time', name);
      else if (chance.includes(member)) report(node, 'chance', name);
      else if (Object.hasOwn(leadsTo, member)) onSource(leadsTo[member], name);
    }

    /** Judges a destructuring of a source. */
    function judgePattern(pattern, source, path) {
      if (pattern.type !== 'ObjectPattern') return report(pattern, 'alias', path);
      for (const property of pattern.properties) {
        const member = property.type === 'Property' ? staticName(property.key, property.computed) : undefined;
        if (member === undefined) report(property, 'alias', path);
        else
          judgeMember(property, source, member, path, (next, name) =>
            judgePattern(property.value, next, name),
          );
      }
    }

    /** Judges what is done with an expression that is a source. */
    function judgeUse(expression, source, path) {
      const node = outermost(expression);
      const { parent } = node;
      if (parent.type === 'MemberExpression' && parent.object === node) {
        const member = staticName(parent.property, parent.computed);
        if (member === undefined) report(parent, 'alias', path);
        else judgeMember(parent, source, member, path, (next, name) => judgeUse(parent, next, name));
      } else if (parent.type === 'VariableDeclarator' && parent.init === node) {
        judgePattern(parent.id, source, path);
      } else if (parent.type === 'AssignmentExpression' && parent.right === node) {
        judgePattern(parent.left, source, path);
      } else if (!isHarmless(parent)) {
        report(node, 'alias', path);
      }
    }

    /** Judges the uses of a name that a declaration bound to a source. */
    function judgeBinding(declaration, source, path) {
      for (const variable of scopeManager.getDeclaredVariables(declaration)) {
        for (const { identifier } of variable.references) {
          if (!isTypePosition(identifier)) judgeUse(identifier, source, path);
        }
      }
    }

    /** Judges `import … from`, `export … from`. */
    function judgeModule(node) {
      if (!node.source || node.importKind === 'type' || node.exportKind === 'type') return;
      const module = node.source.value.replace(/^node:/, '');
      if (forbiddenModules.has(module)) return report(node, 'module', node.source.value);
      const source = modules.get(module);
      if (source === undefined) return;
      if (node.type === 'ExportAllDeclaration') return report(node, 'alias', module);
      for (const specifier of node.specifiers) {
        if (specifier.importKind === 'type' || specifier.exportKind === 'type') continue;
        const external =
          specifier.imported ?? (node.type === 'ImportDeclaration' ? undefined : specifier.local);
        if (external === undefined) judgeBinding(specifier, source, module);
        else
          judgeMember(specifier, source, external.name ?? external.value, module, (next, name) => {
            if (node.type === 'ImportDeclaration') judgeBinding(specifier, next, name);
            else report(specifier, 'alias', name);
          });
      }
    }

    let usesIntl = false;
    return {
      Program() {
        for (const { identifier, resolved } of scopeManager.scopes.flatMap((scope) => scope.references)) {
          if (!isGlobal(resolved) || isTypePosition(identifier)) continue;
          usesIntl ||= identifier.name === 'Intl';
          judgeMember(identifier, 'globalThis', identifier.name, '', (next, name) =>
            judgeUse(identifier, next, name),
          );
        }
      },
      ImportDeclaration: judgeModule,
      ExportNamedDeclaration: judgeModule,
      ExportAllDeclaration: judgeModule,
      ImportExpression(node) {
        const specifier = staticName(node.source, true);
        const module = specifier?.replace(/^node:/, '');
        if (forbiddenModules.has(module)) report(node, 'module', specifier);
        else if (modules.has(module)) judgeUse(node, modules.get(module), module);
      },
      CallExpression(node) {
        if (!usesIntl || node.arguments.length > 0 || node.callee.type !== 'MemberExpression') return;
        const member = staticName(node.callee.property, node.callee.computed);
        if (member === 'format' || member === 'formatToParts') report(node, 'now', member);
      },
    };
  },
};

/** The name of a property, if it can be read off the source. */
function staticName(key, computed) {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'Literal' && typeof key.value === 'string') return key.value;
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0].value.cooked;
  return undefined;
}

/** Climbs out of what does not change the value: `(x)`, `x!`, `x as T`, `await import(…)`. */
function outermost(node) {
  const transparent = [
    'AwaitExpression',
    'ChainExpression',
    'ParenthesizedExpression',
    'TSAsExpression',
    'TSNonNullExpression',
    'TSSatisfiesExpression',
    'TSTypeAssertion',
  ];
  while (transparent.includes(node.parent.type)) node = node.parent;
  return node;
}

/** `typeof process`, `x instanceof AbortSignal`, a statement of its own: nothing gets away. */
function isHarmless(parent) {
  return ['UnaryExpression', 'BinaryExpression', 'ExpressionStatement'].includes(parent.type);
}

function isTypePosition({ parent }) {
  return (
    parent.type === 'TSTypeReference' || parent.type === 'TSTypeQuery' || parent.type === 'TSQualifiedName'
  );
}

/** Whether nothing in the file, an ambient declaration aside, gives the name another meaning. */
function isGlobal(variable) {
  return (
    !variable || variable.defs.every(({ node, parent }) => node.declare === true || parent?.declare === true)
  );
}
